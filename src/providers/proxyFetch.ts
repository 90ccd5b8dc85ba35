// Requests by way of the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, in either case), for the command line: Node's
// own fetch takes no notice of them before version 24. undici is what that fetch is made of; its own package is used whole, because dispatchers of
// one version do not fit the fetch of another. Every request goes through a tunnel (CONNECT), so that a proxy sees a host's name and no key.
import type { Dispatcher, RequestInit as ProxiedRequest } from 'undici';
import { InputError } from '../engine/inputError';
import type { Fetch } from './guardedFetch';
import { isLoopbackHost } from './keyBinding';

type Environment = Readonly<Record<string, string | undefined>>;
type Proxy = { readonly url: URL; readonly variable: string };

/** @returns undefined where the environment names no proxy. @throws {InputError} where what it names is none */
export function proxyFetch(environment: Environment): Fetch | undefined {
  const proxies = { 'https:': proxyOf(environment, 'https'), 'http:': proxyOf(environment, 'http') };
  if (!proxies['https:'] && !proxies['http:']) return undefined;
  const exempt = listOf(environment['no_proxy'] ?? environment['NO_PROXY'] ?? '');
  const agents = new Map<string, Promise<Dispatcher>>();
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const proxy = proxies[url.protocol as keyof typeof proxies];
    if (!proxy || isDirect(url, exempt)) return fetch(input, init);
    let agent = agents.get(proxy.url.href);
    if (!agent) agents.set(proxy.url.href, (agent = agentOf(proxy)));
    return sendBy(proxy, await agent, url, init);
  };
}

function proxyOf(environment: Environment, scheme: 'http' | 'https'): Proxy | undefined {
  const names = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`, 'all_proxy', 'ALL_PROXY'];
  for (const variable of names) {
    const text = environment[variable]?.trim();
    if (!text) continue;
    const url = tryUrl(text.includes('://') ? text : `http://${text}`);
    if (url && /^https?:$/.test(url.protocol)) return { url, variable };
    throw new InputError(
      `${variable} does not name an http(s) proxy, such as http://proxy.example:3128; correct it, or list hosts to be reached without it in NO_PROXY.`,
    );
  }
  return undefined;
}

function tryUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function listOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '');
}

/** A server on this machine is not behind a proxy; where it is asked over TLS, somebody may have put one there on purpose. */
function isDirect(url: URL, exempt: readonly string[]): boolean {
  if (url.protocol === 'http:' && isLoopbackHost(url.hostname)) return true;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const host = url.hostname.toLowerCase();
  return exempt.some((entry) => {
    if (entry === '*') return true;
    const [, name = entry, wantedPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
    const bare = name.replace(/^\*?\./, '');
    return (host === bare || host.endsWith(`.${bare}`)) && (wantedPort === undefined || wantedPort === port);
  });
}

async function agentOf({ url }: Proxy): Promise<Dispatcher> {
  const { ProxyAgent } = await import('undici');
  // The traffic control ends what takes too long.
  return new ProxyAgent({ uri: url.href, proxyTunnel: true, headersTimeout: 0, bodyTimeout: 0 });
}

async function sendBy(
  proxy: Proxy,
  dispatcher: Dispatcher,
  url: URL,
  init: RequestInit | undefined,
): Promise<Response> {
  const undici = await import('undici');
  // undici does not know the platform's forms: one is written out first.
  const written = init?.body instanceof FormData ? new Request(url, { method: 'POST', body: init.body }) : undefined;
  const headers = new Headers(init?.headers);
  if (written) headers.set('content-type', written.headers.get('content-type')!);
  const body = written ? new Uint8Array(await written.arrayBuffer()) : init?.body;
  try {
    const sent = { ...init, headers: [...headers], ...(body !== undefined && { body }), dispatcher };
    return (await undici.fetch(url, sent as ProxiedRequest)) as unknown as Response;
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    // Without the name and password that the address may hold.
    throw new TypeError(`by the proxy ${proxy.url.host} (${proxy.variable})`, { cause: error });
  }
}
