// A file at an http(s) address. A token goes to the host that the user bound it to and, after a redirect, to no other (fetch sees to that).
import { InputError } from '../../engine/inputError';
import { type Address, filledAddress } from '../address';
import { type Part, type RemoteFile, Transient } from './remoteFile';

export type HttpOptions = {
  readonly fetch: typeof globalThis.fetch;
  /** The token that the user bound to an origin. */
  readonly tokenFor: (origin: string) => string | undefined;
  /** What `${env:NAME}` in an address stands for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export function httpFile({ text, name }: Address, { fetch, tokenFor, environment }: HttpOptions): RemoteFile {
  const filled = filledAddress(text, environment);
  if (!URL.canParse(filled)) throw new InputError(`${text} is no address once its variables are filled in.`);
  const url = new URL(filled);
  const token = tokenFor(url.origin);
  async function send(range: string | undefined, signal: AbortSignal): Promise<Response> {
    const headers = {
      // Packed on the way, a range would be one of the packed bytes.
      'accept-encoding': 'identity',
      ...(range !== undefined && { range }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(url, { headers, signal, redirect: 'follow' });
    if (url.protocol === 'https:' && response.url.startsWith('http:'))
      throw new InputError(`${text} leads to an address without TLS, where others can change what is read.`);
    return response;
  }
  async function get(from: number, to: number, signal: AbortSignal): Promise<Part> {
    let response = await send(`bytes=${String(from)}-${String(to - 1)}`, signal);
    const isPacked = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
    if (response.status === 206 && isPacked) {
      await response.body?.cancel();
      response = await send(undefined, signal);
    }
    const { status, headers, body } = response;
    const tag = headers.get('etag') ?? headers.get('last-modified') ?? '';
    if (status === 200) return { size: undefined, tag, from: 0, bytes: body ?? nothing() };
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '');
    if (status === 206 && range?.[1] !== undefined && body)
      return { size: Number(range[2]), tag, from: Number(range[1]), bytes: body };
    await body?.cancel();
    // There is nothing to give parts of.
    if (status === 416 && range?.[2] === '0') return { size: 0, tag, from: 0, bytes: nothing() };
    throw refusal(text, url, status, token !== undefined);
  }
  return { name, label: text, get };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  yield* [];
}

function refusal(label: string, { host, origin, protocol }: URL, status: number, hasToken: boolean): Error {
  if (status === 404 || status === 410) return new InputError(`There is nothing at ${label}; check the address.`);
  if (status === 401 || status === 403)
    return new InputError(
      hasToken
        ? `${label} may not be read with the token that is bound to ${host} (${String(status)}).`
        : `${label} may not be read without a token (${String(status)}); set SMART_ALLOW_HOSTS=${protocol === 'https:' ? host : origin}=VARIABLE and the token in that variable.`,
    );
  if (status >= 500 || status === 408 || status === 429) return new Transient(`the server answers ${String(status)}`);
  return new InputError(`${label} cannot be read: the server answers ${String(status)}.`);
}
