// The answers paid for on this machine, in the extension's own storage: asked once, whatever run needs them. Opened when first needed.
import { join } from 'node:path';
import { openResponseCache, type ResponseCache } from '../../providers/responseCache';
import type { Host } from '../host';

const opened = new Map<string, Promise<ResponseCache>>();

/** One per window, closed with it. */
export function hostAnswerCache(host: Host): Promise<ResponseCache> {
  const folder = join(host.context.globalStorageUri.fsPath, 'answers');
  let cache = opened.get(folder);
  if (cache === undefined) {
    const opening = openResponseCache(folder);
    cache = opening;
    opened.set(folder, opening);
    host.context.subscriptions.push({ dispose: () => void opening.then((open) => open.close()) });
  }
  return cache;
}

/** @returns how many answers there were. */
export async function clearAnswerCache(host: Host): Promise<number> {
  const cache = await hostAnswerCache(host);
  const { size } = cache;
  await cache.clear();
  return size;
}
