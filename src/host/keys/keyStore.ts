// API keys in VS Code's SecretStorage, one per origin: a key given for a host goes to that host and nowhere else, whatever a file or a
// workspace says. Which origins have a key is remembered beside it (origins are no secret), because the storage cannot list what it holds.
import type * as vscode from 'vscode';
import type { BoundKey } from '../../providers/keyBinding';
import { secretNameOf } from '../../providers/keyBinding';
import type { Log } from '../log';

export type KeyStore = {
  /** Every key there is, each bound to its origin. */
  readonly all: () => Promise<BoundKey[]>;
  readonly has: (baseUrl: string) => Promise<boolean>;
  readonly set: (baseUrl: string, key: string) => Promise<void>;
  readonly clear: (origin: string) => Promise<void>;
  readonly origins: () => readonly string[];
};

const originsKey = 'keyOrigins';

export function createKeyStore(secrets: vscode.SecretStorage, memory: vscode.Memento, log: Log): KeyStore {
  const origins = () => memory.get<string[]>(originsKey, []);
  const read = async (origin: string) => {
    const key = await secrets.get(secretNameOf(origin));
    if (key !== undefined) log.hide(key);
    return key;
  };
  return {
    origins,
    async all() {
      const found = await Promise.all(
        origins().map(async (origin) => ({ origin, key: await read(origin), name: secretNameOf(origin) })),
      );
      return found.filter((bound): bound is BoundKey => bound.key !== undefined);
    },
    has: async (baseUrl) => (await read(new URL(baseUrl).origin)) !== undefined,
    async set(baseUrl, key) {
      const { origin } = new URL(baseUrl);
      log.hide(key);
      await secrets.store(secretNameOf(origin), key);
      await memory.update(originsKey, [...new Set([...origins(), origin])]);
      log.info(`A key for ${origin} was stored.`);
    },
    async clear(origin) {
      await secrets.delete(secretNameOf(origin));
      await memory.update(
        originsKey,
        origins().filter((other) => other !== origin),
      );
      log.info(`The key for ${origin} was removed.`);
    },
  };
}
