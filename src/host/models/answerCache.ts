// The answers paid for on this machine, in the extension's own storage: asked once, whatever run needs them. Opened when first needed.
import { join } from 'node:path';
import { openResponseCacheOrNone, type ResponseCache } from '../../providers/responseCache';
import type { Host } from '../host';

const opened = new Map<string, Promise<ResponseCache | undefined>>();

/** One per window, closed with it. Undefined where it cannot be used, which the log says. */
export function hostAnswerCache(host: Host): Promise<ResponseCache | undefined> {
  const folder = join(host.context.globalStorageUri.fsPath, 'answers');
  let cache = opened.get(folder);
  if (cache === undefined) {
    const opening = openResponseCacheOrNone(folder, (message) => {
      host.log.warn(message);
    });
    cache = opening;
    opened.set(folder, opening);
    host.context.subscriptions.push({ dispose: () => void opening.then((open) => open?.close()) });
  }
  return cache;
}

/** @returns how many answers there were. */
export async function clearAnswerCache(host: Host): Promise<number> {
  const cache = await hostAnswerCache(host);
  if (cache === undefined) return 0;
  const { size } = cache;
  await cache.clear();
  return size;
}
