// A server of a batch service as a `fetch` that answers each path with what a test says.
import assert from 'node:assert/strict';
import type { Fetch } from '../../../src/providers/guardedFetch';

export type Routes = Readonly<Record<string, unknown>>;

/** @param routes by method and path (`GET /v1/batches`): an object as JSON, or a response; a path that is not there is answered with 404. */
export function wireOf(routes: Routes): { readonly fetch: Fetch; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : String(input));
      const name = `${init?.method?.toUpperCase() ?? 'GET'} ${pathname}`;
      asked.push(name);
      const answer = routes[name];
      if (answer instanceof Response) return Promise.resolve(answer);
      if (answer instanceof Error) return Promise.reject(answer);
      const body = answer ?? { error: { type: 'not_found_error', message: 'No such batch', code: 'not_found' } };
      return Promise.resolve(Response.json(body, { status: answer === undefined ? 404 : 200 }));
    },
  };
}

/** A body in these pieces; an error among them ends it. */
export function bodyOf(pieces: readonly (string | Uint8Array | Error)[]): Response {
  const encoder = new TextEncoder();
  const left = [...pieces];
  return new Response(
    new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = left.shift();
        if (piece === undefined) controller.close();
        else if (piece instanceof Error) controller.error(piece);
        else controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      },
    }),
    { headers: { 'content-type': 'application/x-jsonl' } },
  );
}

/** That a call to a server that never answers beyond these routes ends as soon as its signal does. */
export async function endsWithItsSignal(
  call: (fetch: Fetch, signal: AbortSignal) => Promise<unknown>,
  routes: Routes = {},
): Promise<void> {
  const { fetch: known } = wireOf(routes);
  let hanging: (() => void) | undefined;
  const hangs = new Promise<void>((resolve) => (hanging = resolve));
  const fetch: Fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    if (`${init?.method?.toUpperCase() ?? 'GET'} ${pathname}` in routes) return known(input, init);
    hanging!();
    return new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => {
        reject(init.signal!.reason as Error);
      });
    });
  };
  const stop = new AbortController();
  const reason = new Error('stopped');
  let end: unknown;
  call(fetch, stop.signal).catch((error: unknown) => (end = error));
  await hangs;
  stop.abort(reason);
  for (let turn = 0; turn < 50 && end === undefined; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(end, reason);
}
