// The ledger of batches on disk: what was appended is read again, whatever a crash or a stranger left between.
import assert from 'node:assert/strict';
import fs, { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BatchRecord, createFileBatchLedger } from '../../../src/providers/batch/batchLedger';
import { standIns, systemError } from '../../support/standIns';

const records: readonly BatchRecord[] = [
  { type: 'planned', reference: 'r', keys: ['a', 'b'] },
  { type: 'planned', reference: 'r2', keys: [] },
  { type: 'submitted', reference: 'r', batchId: 'b' },
  { type: 'abandoned', reference: 'r2' },
  { type: 'ended', reference: 'r', outcome: 'completed', read: 2 },
  { type: 'limit', model: 'm', tokens: 5 },
];
const strangers = [
  ...['', 'null', '7', '"text"', '[]', '{}', '{"type":"planned","reference":"r"', '{"type":"other","reference":"r"}'],
  ...[
    '{"type":"planned","reference":7,"keys":["a"]}',
    '{"type":"planned","reference":"r"}',
    '{"type":"planned","reference":"r","keys":"a"}',
  ],
  ...[
    '{"type":"planned","reference":"r","keys":["a",7]}',
    '{"type":"submitted","reference":"r"}',
    '{"type":"submitted","batchId":"b"}',
  ],
  ...[
    '{"type":"abandoned"}',
    '{"type":"ended","reference":"r"}',
    '{"type":"ended","outcome":"gone"}',
    '{"type":"limit","model":"m"}',
  ],
  ...[
    '{"type":"limit","model":"m","tokens":0}',
    '{"type":"limit","model":"m","tokens":"5"}',
    '{"type":"limit","tokens":5}',
  ],
  ...['{"type":"abandoned","reference":"r","keys":["a"]', '{"type":"other","reference":"r","outcome":"gone"}'],
  ...['{"type":"other","model":"m","tokens":5}', '{"type":"other","reference":"r","batchId":"b"}'],
];

describe('the ledger of batches', () => {
  const standIn = standIns();
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'smart-ledger-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads what was appended, in its order, one a line', async () => {
    const path = join(folder, 'inner', 'batches.jsonl');
    const ledger = createFileBatchLedger(path);
    assert.deepEqual(await ledger.load(), []);
    await Promise.all(records.map((record) => ledger.append(record)));
    assert.deepEqual(await createFileBatchLedger(path).load(), records);
    assert.equal(readFileSync(path, 'utf8'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  });

  it('closes a line that a crash cut, and leaves out what is no record', async () => {
    const path = join(folder, 'batches.jsonl');
    for (const stranger of strangers) {
      writeFileSync(path, stranger);
      const ledger = createFileBatchLedger(path);
      for (const record of records) await ledger.append(record);
      assert.deepEqual(await ledger.load(), records, stranger);
      assert.equal(
        readFileSync(path, 'utf8').split('\n').length,
        records.length + 1 + (stranger === '' ? 0 : 1),
        stranger,
      );
    }
    writeFileSync(path, '');
    const ledger = createFileBatchLedger(path);
    await ledger.append(records[0]!);
    appendFileSync(path, '{"type":"subm');
    assert.deepEqual(await ledger.load(), [records[0]]);
  });

  it('is kept on a disk that cannot be synced, and tells of one that failed to', async () => {
    let code = 'EINVAL';
    standIn(
      fs.promises,
      'open',
      (open) =>
        (async (...args: Parameters<typeof open>) => {
          const file = await open(...args);
          return Object.assign(file, { sync: () => Promise.reject(systemError(code)) });
        }) as typeof open,
    );
    const ledger = createFileBatchLedger(join(folder, 'batches.jsonl'));
    for (const each of ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']) {
      code = each;
      await ledger.append(records[0]!);
    }
    assert.equal((await ledger.load()).length, 4);
    code = 'EIO';
    await assert.rejects(ledger.append(records[1]!), /EIO/);
  });

  it('goes on after an append that failed', async () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    const ledger = createFileBatchLedger(join(blocked, 'batches.jsonl'));
    await assert.rejects(ledger.append(records[0]!));
    rmSync(blocked);
    await ledger.append(records[1]!);
    assert.deepEqual(await ledger.load(), [records[1]]);
  });
});
