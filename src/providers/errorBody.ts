// What a server says in the body of an error, in whatever form: the sentence, its code and its type. The SDKs read one form only and lose the
// rest. Forms: OpenAI, Anthropic, Google (lists of one, details), FastAPI (`detail`), AWS (`Message`), Apigee (`fault`), OpenRouter (the upstream's
// body as a string), LM Studio and Ollama (`error` is a string), JSON:API (`errors`), gateways' web pages, plain text.

export type ErrorText = { readonly message: string; readonly code: string; readonly type: string };

type Json = Readonly<Record<string, unknown>>;

/** Fields that hold the sentence, or an object that holds it, the likelier first. */
const sentenceFields = [
  ...['error', 'message', 'detail', 'details', 'errors', 'msg', 'Message', 'error_description', 'error_message'],
  ...['error_msg', 'errorMessage', 'fault', 'faultstring', 'reason', 'title', 'description'],
] as const;
const deepest = 7;
/** Longer bodies are cut before they are searched. */
const mostCharacters = 20_000;

/** @param body parsed or as text; undefined where it says nothing */
export function readErrorBody(body: unknown): ErrorText | undefined {
  const value = typeof body === 'string' ? parsed(body) : body;
  const message = sentenceOf(value, deepest);
  if (message === undefined) return undefined;
  return {
    message,
    code: fieldOf(value, 'code') ?? fieldOf(value, 'status') ?? '',
    type: fieldOf(value, 'type') ?? '',
  };
}

/**
 * The same response with its body in OpenAI's form, which both SDKs read, whatever the server sent; what else the error holds (Google's details) stays.
 * @param response of an error status
 */
export async function plainError(response: Response): Promise<Response> {
  const text = await response.text().catch(() => '');
  const value = parsed(text);
  const whole = Array.isArray(value) ? (value[0] as unknown) : value;
  const inner = isObject(whole) ? (isObject(whole['error']) ? whole['error'] : whole) : {};
  const said = readErrorBody(value);
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name);
  headers.set('content-type', 'application/json');
  const { status } = response;
  const error = { ...inner, message: said?.message ?? '', code: said?.code, type: said?.type };
  return new Response(JSON.stringify({ error }), { status, headers });
}

/** An error in a reply of status 200, with the status that it states or that its words mean. @param body of no answer */
export function refusalIn(
  body: object,
): { readonly status: number; readonly isGuessed: boolean; readonly error: unknown } | undefined {
  const said = readErrorBody(body);
  if (!said) return undefined;
  const { error, code, status } = body as Json;
  const inner = isObject(error) ? error : {};
  const stated = [inner['code'], inner['status'], inner['status_code'], code, status].map(Number);
  const found = stated.find((number) => number >= 400 && number < 600);
  return {
    status: found ?? statusInWords(`${said.code} ${said.message}`),
    isGuessed: found === undefined,
    error: error ?? body,
  };
}

/** What words say where no status does: an address that is none, a key, a limit, a parameter; else a fault of the server's. */
function statusInWords(text: string): number {
  const has = (words: RegExp) => words.test(text);
  if (
    has(
      /unexpected endpoint|(unknown|no such|invalid) (endpoint|route|path|url)|(model|endpoint|route|page)\b.{0,60}not (found|exist|loaded)|cannot (get|post) /i,
    )
  )
    return 404;
  if (has(/unauthori[sz]ed|(invalid|incorrect|missing|no) api.?key|authentication|forbidden/i)) return 401;
  if (has(/rate.?limit|too many requests|throttl/i)) return 429;
  if (has(/overload|unavailable|try again|temporar|timed? ?out|internal|busy|capacity|upstream/i)) return 500;
  if (has(/unsupported|not support|invalid|unrecogni[sz]ed|unknown|not allowed|must|alternate|template|required/i))
    return 400;
  return 500;
}

/** JSON where it is JSON, however it is labelled. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.slice(0, mostCharacters);
  }
}

function sentenceOf(value: unknown, depth: number): string | undefined {
  if (depth < 0 || value === null) return undefined;
  if (typeof value === 'string') return textOf(value, depth);
  if (Array.isArray(value)) {
    const parts = value.slice(0, 5).flatMap((part: unknown) => sentenceOf(part, depth - 1) ?? []);
    return parts.length > 0 ? [...new Set(parts)].join('; ') : undefined;
  }
  if (!isObject(value)) return undefined;
  let said: string | undefined;
  for (const field of sentenceFields) if ((said ??= sentenceOf(value[field], depth - 1)) !== undefined) break;
  if (said === undefined) return undefined;
  // FastAPI and pydantic: which field it is about.
  const place = Array.isArray(value['loc']) ? `${value['loc'].join('.')}: ` : '';
  // OpenRouter: "Provider returned error", with what the provider said beside it.
  const upstream = isObject(value['metadata']) ? sentenceOf(value['metadata']['raw'], depth - 1) : undefined;
  return place + said + (upstream === undefined || said.includes(upstream) ? '' : `: ${upstream}`);
}

function textOf(text: string, depth: number): string | undefined {
  const bare = text.trim();
  if (/^[[{]/.test(bare)) {
    const inner = parsed(bare);
    if (typeof inner !== 'string') return sentenceOf(inner, depth - 1);
  }
  return isWebPage(bare) ? pageTitle(bare) : bare === '' ? undefined : bare;
}

function isWebPage(text: string): boolean {
  return /^\s*<(!doctype|html|head|body|\?xml|center|h1)\b/i.test(text);
}

/** What a web page is called, in quotes; undefined where the text is no page. */
export function pageTitle(text: string): string | undefined {
  if (!isWebPage(text)) return undefined;
  const part = /<title[^>]*>([^<]+)<\/title>/i.exec(text) ?? /<h1[^>]*>([^<]+)<\/h1>/i.exec(text);
  const title = (part?.[1] ?? text.replace(/<(style|script)[^]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
  return title === '' ? 'a web page without text' : `a web page: "${title}"`;
}

/** A code may stand beside the error, in it, or in the first of several; numbers are statuses, not codes. */
function fieldOf(value: unknown, name: string, depth = 3): string | undefined {
  if (Array.isArray(value)) return value.length > 0 ? fieldOf(value[0], name, depth - 1) : undefined;
  if (depth < 0 || !isObject(value)) return undefined;
  const own = value[name];
  const inner = ['error', 'errors', 'detail', 'fault'].map((field) => fieldOf(value[field], name, depth - 1));
  return inner.find((found) => found !== undefined) ?? (typeof own === 'string' ? own : undefined);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
