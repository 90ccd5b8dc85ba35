// One entry a file in the workspace's memory: other spellings find it, and so does what an earlier version wrote under the path as it was given.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { pathKey } from '../../src/files/sameFile';
import { fileMemory } from '../../src/host/fileMemory';

describe('what is kept about a file', () => {
  const drafts = fileMemory<string>('form');
  let folder: string;
  let [real, linked]: string[] = [];
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'smart-memory-')));
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'), 'junction');
    [real, linked] = ['real', 'link'].map((name) => join(folder, name, 'rows.csv'));
    writeFileSync(real!, 'text\nx\n');
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function makeMemory(entries: Record<string, string> = {}) {
    const kept = new Map(Object.entries(entries));
    const update = (key: string, value: string | undefined) => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, value);
      return Promise.resolve();
    };
    return { kept, memory: { get: (key: string) => kept.get(key), update } as unknown as vscode.Memento };
  }

  it('is found by another spelling of its path', () => {
    const { memory } = makeMemory();
    drafts.keep(memory, linked!, 'typed');
    assert.equal(drafts.recall(memory, real!), 'typed');
  });

  it('is found where an earlier version kept it, and stands once from the next edit on', () => {
    const { memory, kept } = makeMemory({ [`form ${linked!}`]: 'typed long ago' });
    assert.equal(drafts.recall(memory, linked!), 'typed long ago');
    drafts.keep(memory, linked!, 'typed now');
    assert.deepEqual([...kept], [[`form ${pathKey(real!)}`, 'typed now']]);
    assert.equal(drafts.recall(memory, linked!), 'typed now');
  });

  it('is what was kept last where both stand', () => {
    const { memory } = makeMemory({ [`form ${linked!}`]: 'former', [`form ${pathKey(real!)}`]: 'newer' });
    assert.equal(drafts.recall(memory, linked!), 'newer');
  });

  it('of one kind is none of another', () => {
    const { memory } = makeMemory();
    fileMemory<string>('notebook').keep(memory, real!, 'cells');
    assert.equal(drafts.recall(memory, real!), undefined);
  });
});
