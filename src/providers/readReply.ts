// Reads the body of a reply whatever it holds: an error in a reply of status 200 is an error (OpenRouter sends them so), and a body of another form
// than the protocol states is malformed, not a program's error.
import { ProviderError, type Reply } from '../engine/provider';
import { pageTitle, refusalIn } from './errorBody';
import { parseBody } from './replyBody';
import { fromRefusal } from './sdkErrors';
import { errorContextOf, type SdkOptions } from './sdkOptions';
import { readUsage } from './usage';

/** A live reply, as it came. @throws {ProviderError} 'malformed', or what the error in the body says; what reading from the network throws. */
export async function readLiveReply<T extends object>(
  options: SdkOptions,
  response: Response,
  read: (body: T, headers: Headers) => Reply,
): Promise<Reply> {
  const text = await response.text();
  const body = parseBody(text) ?? text;
  return readReply<T>(options, body, (whole) => read(whole, response.headers), response.headers);
}

/** @throws {ProviderError} 'malformed', or what the error in the body says. */
export function readReply<T extends object>(
  options: SdkOptions,
  body: unknown,
  read: (body: T) => Reply,
  headers?: Headers,
): Reply {
  const malformed = (what: string) =>
    new ProviderError('malformed', `${errorContextOf(options).endpoint}: ${what}`, {
      isRetryable: true,
      mayBeBilled: true,
    });
  if (typeof body !== 'object' || body === null)
    throw malformed(`the answer is ${described(body, options)}; is the base URL right? It often ends in /v1.`);
  const stated = holdsReply(body) ? undefined : refusalIn(body);
  if (stated) {
    const { kind, message, details } = fromRefusal(stated, errorContextOf(options));
    const paid = readUsage(body, headers);
    const isPaid = paid.inputTokens !== undefined || paid.statedUsd !== undefined;
    throw new ProviderError(kind, message, {
      ...details,
      ...(stated.isGuessed && { isGuessed: true }),
      ...(isPaid && { paid }),
    });
  }
  try {
    return read(body as T);
  } catch {
    throw malformed('the answer is not of the form that its protocol states.');
  }
}

/** What came instead of JSON, in the server's own words. */
function described(body: unknown, options: SdkOptions): string {
  const text = typeof body === 'string' ? errorContextOf(options).redact(body).trim() : '';
  return pageTitle(text) ?? (text === '' ? 'not JSON' : `not JSON but "${text.slice(0, 200)}"`);
}

/** A reply that an error ended: what came before it is billed, and read as broken off. */
function holdsReply(body: object): boolean {
  const { choices, output, content } = body as { choices?: unknown; output?: unknown; content?: unknown };
  return [choices, output, content].some((parts) => Array.isArray(parts) && parts.length > 0);
}
