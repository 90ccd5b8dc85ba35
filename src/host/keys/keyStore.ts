// API keys in VS Code's SecretStorage, one per origin: a key given for a host goes to that host and nowhere else, whatever a file or a
// workspace says. Which origins have a key is kept there too, because the storage cannot list what it holds; the extension's own memory is another one in
// every profile, and the keys are not.
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
  readonly origins: () => Promise<readonly string[]>;
};

const originsKey = 'keyOrigins';

export function createKeyStore(secrets: vscode.SecretStorage, memory: vscode.Memento, log: Log): KeyStore {
  // Earlier versions kept the list in the profile's memory.
  const origins = async () => [
    ...new Set([...listOf(await secrets.get(originsKey)), ...memory.get<string[]>(originsKey, [])]),
  ];
  const keep = async (list: readonly string[]) => {
    await secrets.store(originsKey, JSON.stringify(list));
    await memory.update(originsKey, undefined);
  };
  const read = async (origin: string) => {
    const key = await secrets.get(secretNameOf(origin));
    if (key !== undefined) log.hide(key);
    return key;
  };
  return {
    origins,
    async all() {
      const found = await Promise.all(
        (await origins()).map(async (origin) => ({ origin, key: await read(origin), name: secretNameOf(origin) })),
      );
      return found.filter((bound): bound is BoundKey => bound.key !== undefined);
    },
    has: async (baseUrl) => (await read(new URL(baseUrl).origin)) !== undefined,
    async set(baseUrl, key) {
      const { origin } = new URL(baseUrl);
      log.hide(key);
      await secrets.store(secretNameOf(origin), key);
      await keep([...new Set([...(await origins()), origin])]);
      log.info(`A key for ${origin} was stored.`);
    },
    async clear(origin) {
      await secrets.delete(secretNameOf(origin));
      await keep((await origins()).filter((other) => other !== origin));
      log.info(`The key for ${origin} was removed.`);
    },
  };
}

function listOf(stored: string | undefined): string[] {
  try {
    const list: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(list) ? list.filter((origin) => typeof origin === 'string') : [];
  } catch {
    return [];
  }
}
