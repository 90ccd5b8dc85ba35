// What an opened journal costs and keeps: a sound one is looked at by its end alone, one whose end is damaged from its beginning, and the damage is cut off.
import assert from 'node:assert/strict';
import fs, { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../src/store/journal';
import { standIns } from '../support/standIns';
import { numberedAnswer } from './numbered';
import { scratchFolder } from './scratch';

describe('opening a journal', () => {
  const standIn = standIns();
  const folder = scratchFolder();
  const path = () => join(folder(), 'journal.smartlog');

  async function write(rows: number) {
    const journal = await openJournal(path());
    for (let row = 0; row < rows; row++) void journal.append(numberedAnswer(row));
    await journal.close();
  }
  /** Opens and closes it. @returns the problems that were told, and how many bytes were read. */
  async function open() {
    let bytes = 0;
    standIn(
      fs,
      'readSync',
      (real) =>
        ((...args: unknown[]) => {
          const read = (real as (...args: unknown[]) => number)(...args);
          bytes += read;
          return read;
        }) as never,
    );
    const journal = await openJournal(path());
    await journal.close();
    return { problems: journal.problems, bytes };
  }

  it('reads 64 KB of its end, however long it is', async () => {
    await write(4000);
    const { size } = statSync(path());
    assert.ok(size > 200_000, String(size));
    const { problems, bytes } = await open();
    assert.deepEqual(problems, []);
    assert.ok(bytes <= 65_536 + 100, `${String(bytes)} of ${String(size)}`);
    assert.equal(statSync(path()).size, size);
  });

  it('reads all of one whose last line is damaged, although it ends, and cuts that off', async () => {
    await write(4000);
    const whole = readFileSync(path());
    const lastStart = whole.lastIndexOf(10, whole.length - 2) + 1;
    const damaged = Buffer.from(whole);
    damaged[lastStart + 12]! ^= 1;
    writeFileSync(path(), damaged);
    const { problems, bytes } = await open();
    assert.ok(bytes >= whole.length);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [4001],
    );
    assert.deepEqual(readFileSync(path()), whole.subarray(0, lastStart));
  });
});
