// Reads the body of a reply whatever it holds: an error in a reply of status 200 is an error (OpenRouter sends them so), and a body of another form
// than the protocol states is malformed, not a program's error.
import { ProviderError, type Reply } from '../engine/provider';
import { fromRefusal } from './sdkErrors';
import { errorContextOf, type SdkOptions } from './sdkOptions';

/** @throws {ProviderError} 'malformed', or what the error in the body says. */
export function readReply<T extends object>(options: SdkOptions, body: T | null, read: (body: T) => Reply): Reply {
  const malformed = (what: string) =>
    new ProviderError('malformed', `${errorContextOf(options).endpoint}: ${what}`, {
      isRetryable: true,
      mayBeBilled: true,
    });
  if (typeof body !== 'object' || body === null)
    throw malformed('the answer is not JSON; is the base URL right? It often ends in /v1.');
  const { error } = body as { error?: { code?: unknown; message?: unknown } | null };
  if (error) throw fromRefusal({ status: statusOf(error.code), error }, errorContextOf(options));
  try {
    return read(body);
  } catch {
    throw malformed('the answer is not of the form that its protocol states.');
  }
}

function statusOf(code: unknown): number {
  return typeof code === 'number' && code >= 400 && code < 600 ? code : 500;
}
