// Which key may go where. A key is bound to one origin by the person (the environment on the command line, the secret store in VS Code);
// models files, job files and workspace settings can name a base URL but never direct a key to it. Pure; it reads no environment itself.
import { InputError } from '../engine/inputError';

/** A key and the one origin that it may be sent to. */
export type BoundKey = {
  /** e.g. `https://api.openai.com` */
  readonly origin: string;
  readonly key: string;
  /** What the person calls it: the environment variable, or the secret's name. */
  readonly name: string;
};

export type Endpoint = {
  /** Name of the provider in the models file. */
  readonly name: string;
  readonly baseUrl: string;
  /** Name of the key that the file expects; it must be one that the person bound to this origin. */
  readonly keyEnv?: string | undefined;
};

export type KeyDecision =
  | { readonly type: 'key'; readonly key: string; readonly origin: string }
  | { readonly type: 'keyless'; readonly origin: string }
  /** `why` is a sentence with the mend. */
  | { readonly type: 'refused'; readonly origin: string; readonly why: string };

/** Vendors' own origins, whose usual variables are bound to them without further ado. */
const vendorKeys: Readonly<Record<string, string>> = {
  'https://api.openai.com': 'OPENAI_API_KEY',
  'https://api.anthropic.com': 'ANTHROPIC_API_KEY',
};

export const bindingVariable = 'SMART_ALLOW_HOSTS';

export function decideKey(endpoint: Endpoint, keys: readonly BoundKey[]): KeyDecision {
  const url = parseUrl(endpoint);
  const { origin } = url;
  const isLoopback = isLoopbackHost(url.hostname);
  const refused = (why: string): KeyDecision => ({ type: 'refused', origin, why });
  const found = keys.find(
    (bound) => bound.origin === origin && (endpoint.keyEnv === undefined || bound.name === endpoint.keyEnv),
  );
  if (found) {
    if (url.protocol === 'http:' && !isLoopback)
      return refused(
        `The provider "${endpoint.name}" would get a key over plain http at ${url.host}, where anybody between can read it; use https.`,
      );
    return { type: 'key', key: found.key, origin };
  }
  const vendorKey = vendorKeys[origin];
  if (vendorKey !== undefined)
    return refused(
      `No key for ${url.host} (provider "${endpoint.name}"). Set ${endpoint.keyEnv ?? vendorKey} in the environment, or the API key in VS Code.`,
    );
  if (endpoint.keyEnv !== undefined)
    return refused(
      `The provider "${endpoint.name}" asks for the key ${endpoint.keyEnv} at ${url.host}, but that key is not bound to this host. ` +
        `If you trust the host, set ${bindingVariable}=${url.host}=${endpoint.keyEnv} in the environment (and ${endpoint.keyEnv} itself), or set the key for this host in VS Code.`,
    );
  return { type: 'keyless', origin };
}

/**
 * Keys that an environment binds: the vendors' usual variables to the vendors' own origins, and `SMART_ALLOW_HOSTS`, a comma-separated list of
 * `host=VARIABLE` (`openrouter.ai=OPENROUTER_API_KEY`; an origin such as `http://localhost:8080` where it is not https).
 * @throws {InputError} when an entry is not of that form
 */
export function boundKeysFrom(environment: Readonly<Record<string, string | undefined>>): BoundKey[] {
  const keys: BoundKey[] = [];
  const add = (origin: string, name: string) => {
    const key = environment[name]?.trim();
    if (key) keys.push({ origin, key, name });
  };
  for (const [origin, name] of Object.entries(vendorKeys)) add(origin, name);
  for (const entry of (environment[bindingVariable] ?? '').split(',')) {
    if (entry.trim() === '') continue;
    const at = entry.lastIndexOf('=');
    const host = entry.slice(0, at).trim();
    const name = entry.slice(at + 1).trim();
    const url = at > 0 && /^\w+$/.test(name) ? tryUrl(host.includes('://') ? host : `https://${host}`) : undefined;
    if (!url)
      throw new InputError(
        `${bindingVariable}: "${at > 0 ? `${host}=...` : '...'}" is not of the form host=VARIABLE, e.g. openrouter.ai=OPENROUTER_API_KEY.`,
      );
    add(url.origin, name);
  }
  return keys;
}

/** Name under which a secret store keeps the key of an origin: one key, one origin. */
export function secretNameOf(baseUrl: string): string {
  return `smart.key ${new URL(baseUrl).origin}`;
}

export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function parseUrl({ name, baseUrl }: Endpoint): URL {
  const url = tryUrl(baseUrl);
  // Before anything quotes it.
  if (url ? url.username !== '' || url.password !== '' : baseUrl.includes('@'))
    throw new InputError(
      `The base URL of the provider "${name}" holds a user name or password; keys belong in the environment.`,
    );
  if (url && (url.search !== '' || url.hash !== ''))
    throw new InputError(
      `The base URL of the provider "${name}" goes on after "${url.search === '' ? '#' : '?'}", where paths cannot be added; keys belong in the environment.`,
    );
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InputError(`The base URL of the provider "${name}" is not an http(s) address: ${baseUrl}`);
  return url;
}

function tryUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
