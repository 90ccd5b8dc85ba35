import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { createKeyStore } from '../../../src/host/keys/keyStore';
import type { Log } from '../../../src/host/log';

function secretStorage(): vscode.SecretStorage {
  const held = new Map<string, string>();
  return {
    get: (name: string) => Promise.resolve(held.get(name)),
    store: (name: string, value: string) => Promise.resolve(void held.set(name, value)),
    delete: (name: string) => Promise.resolve(void held.delete(name)),
  } as unknown as vscode.SecretStorage;
}
function profile(origins?: string[]): vscode.Memento {
  const held = new Map<string, unknown>(origins && [['keyOrigins', origins]]);
  return {
    get: (name: string, absent: unknown) => held.get(name) ?? absent,
    update: (name: string, value: unknown) => Promise.resolve(void held.set(name, value)),
  } as unknown as vscode.Memento;
}
const log = { hide: () => undefined, info: () => undefined } as unknown as Log;

describe('keys', () => {
  it('are found in every profile of the editor, as the storage that holds them', async () => {
    const secrets = secretStorage();
    await createKeyStore(secrets, profile(), log).set('https://api.example.com/v1', 'secret');
    const elsewhere = createKeyStore(secrets, profile(), log);
    assert.deepEqual(await elsewhere.origins(), ['https://api.example.com']);
    assert.deepEqual(
      (await elsewhere.all()).map(({ key }) => key),
      ['secret'],
    );
    await elsewhere.clear('https://api.example.com');
    assert.deepEqual(await createKeyStore(secrets, profile(), log).origins(), []);
  });

  it('whose origins an earlier version kept in a profile stay known', async () => {
    const secrets = secretStorage();
    const old = createKeyStore(secrets, profile(['https://old.example.com']), log);
    assert.deepEqual(await old.origins(), ['https://old.example.com']);
    await old.set('https://new.example.com', 'secret');
    assert.deepEqual((await old.origins()).toSorted(), ['https://new.example.com', 'https://old.example.com']);
  });
});
