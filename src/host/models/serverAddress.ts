// The address of a server as people type it, and the name that its provider gets.

/** With its scheme: plain http for this machine, https for any other. Undefined: no address. */
export function addressFrom(typed: string): string | undefined {
  const text = typed.trim();
  if (/\s/.test(text) || text === '') return undefined;
  const isLocal = /^(localhost|127\.|\[::1\])/i.test(text);
  const whole = /^https?:\/\//i.test(text) ? text : `${isLocal ? 'http' : 'https'}://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || !(url.hostname.includes('.') || /^(localhost|\[)/.test(url.hostname) || url.port !== ''))
    return undefined;
  return whole.replace(/\/+$/, '');
}

/** Where its models are listed, perhaps: many people leave `/v1` out. Undefined: the address has a path already. */
export function withVersionPath(baseUrl: string): string | undefined {
  return new URL(baseUrl).pathname === '/' ? `${baseUrl.replace(/\/+$/, '')}/v1` : undefined;
}

/** The host, numbered where another provider has that name. */
export function providerNameFor(baseUrl: string, taken: (name: string) => boolean): string {
  const { hostname, host } = new URL(baseUrl);
  const names = [hostname, host];
  for (let number = 2; ; number++) {
    const name = names.shift() ?? `${host} (${String(number)})`;
    if (!taken(name)) return name;
  }
}
