// Datasets at addresses, as the environment of the command line has it: tokens bound to hosts (SMART_ALLOW_HOSTS), proxies, and what AWS tools read.
import type { OpenStorage } from '../datasets/storage/storage';
import { createStorage } from '../datasets/storage/storage';
import { boundKeysFrom, boundSecret, keysFor } from '../providers/keyBinding';
import { proxyFetch } from '../providers/proxyFetch';
import { systemClock } from '../providers/systemClock';

/** What was fetched is there until `act` has ended. */
export async function withStorage<T>(act: (storage: OpenStorage) => Promise<T>): Promise<T> {
  const storage = createStorage({
    fetch: proxyFetch(process.env) ?? fetch,
    tokenFor,
    environment: process.env,
    clock: systemClock,
  });
  try {
    return await act(storage);
  } finally {
    await storage.close();
  }
}

/** The first key that the user bound to the origin; none over plain http, but to this machine. */
function tokenFor(origin: string): string | undefined {
  const keys = boundKeysFrom(process.env);
  const [bound] = keysFor(origin, keys);
  return bound && boundSecret(origin, bound.name, keys);
}
