// What a session of a large table leaves for the next one, and that anything else than exactly that is not taken.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { makeInstallation } from '../../src/store/installation';
import {
  discardRowFacts,
  keepRowFacts,
  readRowFacts,
  rowFactsPath,
  type StoredRowFacts,
} from '../../src/store/rowFactsFile';
import { filesOpenIn, scratchFolder } from './scratch';

const ours = makeInstallation(['ab'.repeat(32)]);
const facts: StoredRowFacts = {
  question: 'about this',
  lengths: Float32Array.of(3, 0, 70_000),
  variantLengths: new Map([
    ['short', Float32Array.of(1, 2, 3)],
    ['head', Float32Array.of(9, 9, 9)],
  ]),
  digests: Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 0xffffffff, 1, 2, 3, 4),
  ...{ characters: 70_003, longestBytes: 70_001, emptyRows: 1, emptyFields: new Map([['ü "quoted"\n\ud800', 1]]) },
};

describe('rows.bin', () => {
  const folder = scratchFolder();
  const read = (question = facts.question, rows = 3, installation = ours, from = folder()) =>
    readRowFacts(from, installation, question, rows);

  it('gives back what was kept, and leaves nothing else in the folder', async () => {
    assert.ok(await keepRowFacts(folder(), ours, facts));
    assert.deepEqual(filesOpenIn(folder()), [], 'after writing');
    assert.deepEqual(await read(), facts);
    assert.equal(await read('about that'), undefined);
    assert.deepEqual(filesOpenIn(folder()), [], 'after reading');
    assert.deepEqual(readdirSync(folder()), ['rows.bin']);
    assert.ok(await keepRowFacts(folder(), ours, { ...facts, emptyRows: 2 }));
    assert.equal((await read())?.emptyRows, 2);
    discardRowFacts(folder());
    assert.equal(await read(), undefined);
    discardRowFacts(folder());
  });

  it('is none of another question, another number of rows, another installation or another folder', async () => {
    await keepRowFacts(folder(), ours, facts);
    assert.equal(await read('about that'), undefined);
    assert.equal(await read(facts.question, 4), undefined);
    assert.equal(await read(facts.question, 3, makeInstallation(['cd'.repeat(32)])), undefined);
    assert.equal(await read(facts.question, 3, makeInstallation([])), undefined);
    const elsewhere = join(folder(), 'elsewhere');
    mkdirSync(elsewhere);
    cpSync(rowFactsPath(folder()), rowFactsPath(elsewhere));
    assert.equal(await read(facts.question, 3, ours, elsewhere), undefined);
  });

  it('is not taken with any bit of it changed, cut off at any length, or with more behind it', async () => {
    await keepRowFacts(folder(), ours, facts);
    const path = rowFactsPath(folder());
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 1 << bit;
        writeFileSync(path, bytes);
        assert.equal(await read(), undefined, `byte ${String(at)}, bit ${String(bit)}`);
      }),
      { numRuns: 400 },
    );
    writeFileSync(path, Buffer.concat([whole, Buffer.of(0)]));
    assert.equal(await read(), undefined);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      assert.equal(await read(), undefined, `${String(length)} bytes`);
    }
    writeFileSync(path, whole);
    assert.deepEqual(await read(), facts);
    truncateSync(path, 2 ** 33);
    assert.equal(await read(), undefined);
  });

  it('is not read through a link', async () => {
    await keepRowFacts(folder(), ours, facts);
    cpSync(rowFactsPath(folder()), join(folder(), 'real'));
    discardRowFacts(folder());
    symlinkSync(join(folder(), 'real'), rowFactsPath(folder()));
    assert.equal(await read(), undefined);
  });

  it('is left out where nothing can be signed or written', async () => {
    assert.equal(await keepRowFacts(folder(), makeInstallation([]), facts), false);
    assert.equal(await keepRowFacts(join(folder(), 'missing'), ours, facts), false);
    assert.ok(!existsSync(rowFactsPath(folder())));
    assert.deepEqual(readdirSync(folder()), []);
  });
});
