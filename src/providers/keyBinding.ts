// Which key may go where. A key is bound to one origin by the user (the environment on the command line, the secret store in VS Code);
// models files, job files and workspace settings can name a base URL but never direct a key to it. Pure; it reads no environment itself.
import { InputError } from '../engine/inputError';
import { type PresetName, presets } from './presets';

/** A key and the one origin that it may be sent to. */
export type BoundKey = {
  /** e.g. `https://api.openai.com`; `*` stands for one label of a vendor's own host names (presets.ts). */
  readonly origin: string;
  readonly key: string;
  /** What the user calls it: the environment variable, or the secret's name. */
  readonly name: string;
};

export type Endpoint = {
  /** Name of the provider in the models file. */
  readonly name: string;
  readonly baseUrl: string;
  /** Name of the key that the file expects; it must be one that the user bound to this origin. */
  readonly keyEnv?: string | undefined;
  readonly preset?: PresetName | undefined;
};

export type KeyDecision =
  | { readonly type: 'key'; readonly key: string; readonly origin: string }
  | { readonly type: 'keyless'; readonly origin: string }
  /** `why` is a sentence with the mend. */
  | { readonly type: 'refused'; readonly origin: string; readonly why: string };

const bindingVariable = 'SMART_ALLOW_HOSTS';

export function decideKey(endpoint: Endpoint, keys: readonly BoundKey[]): KeyDecision {
  const url = parseUrl(endpoint);
  const { origin } = url;
  const isLoopback = isLoopbackHost(url.hostname);
  const refused = (why: string): KeyDecision => ({ type: 'refused', origin, why });
  const { name, keyEnv } = endpoint;
  // The secret store keeps one key for an origin, whatever a file calls it.
  const isNamed = (bound: BoundKey) =>
    keyEnv === undefined || bound.name === keyEnv || bound.name === secretNameOf(origin);
  const found = keys.find((bound) => isOf(bound.origin, origin) && isNamed(bound));
  if (url.protocol === 'http:' && !isLoopback && (found || keyEnv !== undefined))
    return refused(
      `The provider "${name}" would get a key over plain http at ${url.host}, where others on the network can read it; use https.`,
    );
  if (found) return { type: 'key', key: found.key, origin };
  const vendor = Object.values(presets).find(({ keyOrigins }) => keyOrigins?.some((own) => isOf(own, origin)));
  const own = vendor?.keyVariables ?? [];
  if (vendor && (keyEnv === undefined || own.includes(keyEnv))) {
    const help = vendor.keyHelp === undefined ? '' : ` (${vendor.keyHelp})`;
    return refused(
      `No key for ${url.host} (provider "${name}"): set ${keyEnv ?? own[0]!}${help} in the environment, ` +
        `or run "SMART: Set API Key" in VS Code.`,
    );
  }
  const preset = endpoint.preset && presets[endpoint.preset];
  const wanted = keyEnv ?? (preset?.needsKey && !isLoopback ? preset.keyVariables![0]! : undefined);
  if (wanted === undefined) return { type: 'keyless', origin };
  const variable = preset?.keyVariables?.includes(wanted) ? preset.endpointVariable : undefined;
  const binding = variable === undefined ? `${bindingVariable}=${bindingHost(url)}=${wanted}` : `${variable}=${origin}`;
  return refused(
    `The provider "${name}" asks for the key ${wanted} at ${url.host}, but that key is not bound to this host. ` +
      `If you trust the host, set ${binding} in the environment (and ${wanted} itself), or set the key for this host with "SMART: Set API Key" in VS Code.`,
  );
}

/**
 * A secret that the user bound to the origin by its name, for headers that refer to it; undefined where it may not go there. VS Code's secret store
 * keeps one key for an origin, which stands for every name; the environment of the editor is not read.
 */
export function boundSecret(baseUrl: string, name: string, keys: readonly BoundKey[]): string | undefined {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'http:' && !isLoopbackHost(hostname)) return undefined;
  const bound = keysFor(baseUrl, keys);
  return (bound.find((one) => one.name === name) ?? bound.find((one) => one.name === secretNameOf(baseUrl)))?.key;
}

/** All keys that are bound to an address. */
export function keysFor(baseUrl: string, keys: readonly BoundKey[]): BoundKey[] {
  const { origin } = new URL(baseUrl);
  return keys.filter((bound) => isOf(bound.origin, origin));
}

/** As a binding names it: a host, or an origin where it is not https. */
function bindingHost({ protocol, host, origin }: URL): string {
  return protocol === 'https:' ? host : origin;
}

/** Whether an origin is the bound one; a `*` stands for one label of the host name. */
export function isOf(bound: string, origin: string): boolean {
  if (!bound.includes('*')) return bound === origin;
  const [before, after] = bound.split('*') as [string, string];
  const label = origin.slice(before.length, origin.length - after.length);
  return origin === before + label + after && /^[a-z0-9-]+$/.test(label);
}

/**
 * Keys that an environment binds: the vendors' usual variables to the vendors' own origins, those of a preset with an endpoint of the user's own to
 * the endpoint that the environment names, and `SMART_ALLOW_HOSTS`, a comma-separated list of `host=VARIABLE`
 * (`openrouter.ai=OPENROUTER_API_KEY`; an origin such as `http://localhost:8080` where it is not https).
 * @throws {InputError} when an entry is not of that form
 */
export function boundKeysFrom(environment: Readonly<Record<string, string | undefined>>): BoundKey[] {
  const keys: BoundKey[] = [];
  const add = (origin: string, name: string) => {
    const key = environment[name]?.trim();
    if (key) keys.push({ origin, key, name });
  };
  for (const { keyOrigins = [], keyVariables = [], endpointVariable } of Object.values(presets)) {
    const endpoint = endpointVariable === undefined ? undefined : tryUrl(environment[endpointVariable]?.trim() ?? '');
    for (const name of keyVariables)
      for (const origin of [...keyOrigins, ...(endpoint ? [endpoint.origin] : [])]) add(origin, name);
  }
  for (const entry of (environment[bindingVariable] ?? '').split(',')) {
    if (entry.trim() === '') continue;
    const at = entry.lastIndexOf('=');
    const host = entry.slice(0, at).trim();
    const name = entry.slice(at + 1).trim();
    const url =
      at > 0 && /^\w+$/.test(name) && !host.includes('*')
        ? tryUrl(host.includes('://') ? host : `https://${host}`)
        : undefined;
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
