// What a ladder adds to the requests of a model: headers, fields of the body, a service tier. A ladder is a file that may come from anybody, so
// nothing here can lead a key or a row to another host, nor make a request cost more than is reserved for it.
import { z } from 'zod';
import { ProviderError } from '../engine/provider';
import type { Model } from '../engine/model';

/** They frame the request, or tell a gateway where to send it on. */
const ownHeaders =
  /^(cookie|host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept|keep-alive|date)$/;
const redirecting =
  /(^|-)(host|forward(ed|ing)?|proxy|target|upstream|endpoint|destination|origin-url|base-?url|api-?base|redirect|rewrite|webhook|callback)(-|$)|-(url|uri)$/;
/** Gateways have been seen to take the host to send on to in headers of any name. */
const redirectingValue = /:\/\/|(host|url|base)["']?\s*[:=]/i;
const secretName = /auth|key|token|secret|passw|credential|signature/;
const secretValue = /^(Bearer|Basic|Token) +\S|^(sk-|gsk_|xai-|ghp_|hf_|AIza|AKIA)/i;
const reference = /\$\{env:([A-Za-z_]\w*)\}/g;

function headerProblem(name: string, value: string): string | undefined {
  const lower = name.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(lower)) return 'this is not the name of a header';
  if (ownHeaders.test(lower)) return 'this header is made by the program itself';
  if (redirecting.test(lower) || (redirectingValue.test(value) && !/^(http-)?referer$/.test(lower)))
    return 'this header could send the key or the rows on to another host; name that host as "baseUrl" instead';
  if (!/^[\t\x20-\x7e]*$/.test(value)) return 'a header takes printable ASCII characters only';
  const literal = value.replace(reference, '');
  if (literal.includes('${')) return 'a variable of the environment is written "${env:NAME}"';
  if (secretValue.test(literal) || (secretName.test(lower) && !/^ *((Bearer|Basic|Token) *)?$/i.test(literal)))
    return 'this looks like a secret, which must not stand in a file; write "${env:NAME}" and bind NAME to the host (docs/ladder.md)';
  return undefined;
}

/** Fields that the program fills in: what is asked, how long an answer may be, how often it is paid. */
const ownFields: Readonly<Record<string, string>> = {
  ...fields('made from the prompt and the row', 'messages', 'input', 'instructions', 'system', 'prompt', 'contents'),
  ...fields('the "model" of this entry', 'model', 'models', 'engine'),
  ...fields(
    'set with "maxOutputTokens"',
    ...['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_new_tokens', 'num_predict'],
  ),
  ...fields('one answer per request', 'n', 'best_of', 'num_return_sequences', 'candidate_count', 'n_choices'),
  ...fields('never streamed', 'stream', 'stream_options', 'background'),
  ...fields('made from the task', 'response_format', 'structured_outputs', 'output_config', 'format'),
  ...fields('charged beside the tokens', 'tools', 'functions', 'tool_choice', 'web_search_options', 'plugins'),
  ...fields('set with "serviceTier"', 'service_tier'),
};
const redirectingFields =
  /^(api_?base|base_?url|api_?key|api_?type|endpoint|webhook(_url)?|callbacks?(_url)?|extra_headers|headers|custom_llm_provider|user_config|credentials?|vertex_credentials|aws_.*|fallbacks)$/i;

function fields(why: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, why]));
}

type Path = (string | number)[];

function* bodyProblems(value: unknown, path: Path = []): Iterable<{ path: Path; message: string }> {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* bodyProblems(inner, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const at = [...path, name];
    const own = path.length === 0 && Object.hasOwn(ownFields, name) ? ownFields[name] : undefined;
    if (own !== undefined) yield { path: at, message: `this field is not for "body": it is ${own}` };
    else if (redirectingFields.test(name) || name === '__proto__')
      yield { path: at, message: 'this field could send the key or the rows to another host, and is not taken' };
    else yield* bodyProblems(inner, at);
  }
}

export const headersShape = z.record(z.string(), z.string()).superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    const message = headerProblem(name, value);
    if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  }
});
export const bodyShape = z.record(z.string(), z.json()).superRefine((body, context) => {
  for (const problem of bodyProblems(body)) context.addIssue({ code: 'custom', ...problem });
});
export const serviceTierShape = z.string().regex(/^[a-z][a-z_-]*$/, 'takes the name of a tier, such as "flex"');

/**
 * The model's headers with their references filled in.
 * @param secretOf value of a variable that is bound to the provider's host
 * @throws {ProviderError} of kind 'auth' where it is not
 */
export function headersOf(
  { id, settings }: Model,
  endpoint: string,
  secretOf: ((name: string) => string | undefined) | undefined,
): Readonly<Record<string, string>> {
  const filledIn = (header: string, value: string) =>
    value.replace(reference, (_, name: string) => {
      const secret = secretOf?.(name);
      if (secret !== undefined) return secret;
      throw new ProviderError(
        'auth',
        `The header ${header} of ${id} takes \${env:${name}}, which is not bound to ${endpoint} (or goes there over plain http). ` +
          `If you trust that host, set SMART_ALLOW_HOSTS=${endpoint}=${name} in the environment, and ${name} itself, or set the key for this host with "SMART: Set API Key" in VS Code.`,
        { isRetryable: false },
      );
    });
  const entries = Object.entries(settings.headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), filledIn(name, value)]));
}

/** The body with the model's service tier and its own fields, which go before what the program would send. */
export function withExtras<Body extends object>(body: Body, { settings }: Model): Body {
  const tier = settings.serviceTier === undefined ? {} : { service_tier: settings.serviceTier };
  return merged({ ...body, ...tier }, settings.body ?? {}) as Body;
}

/** Objects are merged field by field, anything else is replaced. */
export function merged(under: object, over: object): Record<string, unknown> {
  const result: Record<string, unknown> = { ...under };
  for (const [name, value] of Object.entries(over)) {
    const known = result[name];
    result[name] = isPlain(known) && isPlain(value) ? merged(known, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
