import assert from 'node:assert/strict';
import fs, {
  closeSync,
  ftruncateSync,
  openSync,
  writeSync,
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { JournalRecord } from '../../src/engine/journal';
import { DiskError } from '../../src/engine/diskError';
import { limits } from '../../src/engine/limits';
import { openJournal, type JournalOptions } from '../../src/store/journal';
import { formatLine, JournalLines } from '../../src/store/journalLine';
import { checkedLines, readLastEvents, readRecords } from '../../src/store/journalFile';
import { numberedAnswer } from './numbered';
import { anyRecord } from './records';
import { scratchFolder } from './scratch';
import { standIns, systemError } from '../support/standIns';

describe('journal', () => {
  const folder = scratchFolder();
  const path = () => join(folder(), 'journal.smartlog');

  async function write(records: readonly JournalRecord[], options?: JournalOptions) {
    const journal = await openJournal(path(), options);
    for (const record of records) void journal.append(record);
    await journal.close();
  }
  async function read() {
    const journal = await openJournal(path());
    const records = [...journal.earlier];
    await journal.close();
    return { records, problems: journal.problems };
  }

  it('gives back what was appended, over any number of sessions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(anyRecord, { maxLength: 12 }), { maxLength: 4 }), async (sessions) => {
        rmSync(path(), { force: true });
        for (const records of sessions) await write(records);
        assert.deepEqual(await read(), { records: sessions.flat(), problems: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('streams earlier sessions only, and as often as asked', async () => {
    await write([numberedAnswer(1)]);
    const journal = await openJournal(path());
    await journal.append(numberedAnswer(2));
    assert.deepEqual([...journal.earlier], [numberedAnswer(1)]);
    assert.deepEqual([...journal.earlier], [numberedAnswer(1)]);
    await journal.close();
    assert.equal((await read()).records.length, 2);
  });

  it('resolves an append only when the record is in the file', async () => {
    for (const durability of ['disk', 'process'] as const) {
      const journal = await openJournal(path(), { durability });
      for (let row = 0; row < 20; row++) {
        await journal.append({ ...numberedAnswer(row), model: `${durability}-${String(row)}` } as JournalRecord);
        assert.ok(readFileSync(path(), 'utf8').includes(`"${durability}-${String(row)}"`));
      }
      await journal.close();
    }
  });

  it('keeps the order and bounds what waits in memory when nothing is awaited', async () => {
    const records = Array.from({ length: 3000 }, (_, row) => numberedAnswer(row));
    const journal = await openJournal(path(), { pendingBytes: 4096 });
    for (const record of records) void journal.append(record);
    // Nothing has been awaited, so what is in the file now was handed over to keep memory bounded.
    assert.ok(readFileSync(path()).length > 100_000);
    await journal.close();
    assert.deepEqual((await read()).records, records);
  });

  it('truncated at any byte: loses the torn record only, says so, and goes on appending', async () => {
    const records = [0, 1, 2].map(numberedAnswer);
    await write(records);
    const whole = readFileSync(path());
    const header = whole.indexOf(10) + 1;
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path(), whole);
      truncateSync(path(), length);
      const ends = records.map((_, index) => endOfLine(whole, index + 1));
      // A line that lacks nothing but its line end is whole.
      const kept = ends.filter((end) => end - 1 <= length).length;
      const journal = await openJournal(path());
      assert.deepEqual([...journal.earlier], records.slice(0, kept), `length ${String(length)}`);
      const isClean =
        length === 0 ||
        length === header ||
        length === header - 1 ||
        ends.some((end) => length === end || length === end - 1);
      assert.equal(journal.problems.length, isClean ? 0 : 1, `length ${String(length)}`);
      await journal.append(numberedAnswer(9));
      await journal.close();
      assert.deepEqual(await read(), { records: [...records.slice(0, kept), numberedAnswer(9)], problems: [] });
    }
  });

  it('detects every flipped bit: the record is left out and its line named, the others are there', async () => {
    const records = [0, 1, 2, 3].map(numberedAnswer);
    await write(records);
    const whole = readFileSync(path());
    const header = endOfLine(whole, 0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= 1 << bit;
        writeFileSync(path(), bytes);
        const journal = await openJournal(path());
        const read = [...journal.earlier];
        void journal.close();
        const line = at < header ? 0 : records.findIndex((_, index) => at < endOfLine(whole, index + 1)) + 1;
        const isLastLineEnd = at === whole.length - 1;
        // A damaged line end joins two lines; both are lost, and the last one needs none.
        const isJoined = whole[at] === 10 && !isLastLineEnd;
        const lost = records.filter((_, index) => index + 1 === line || (isJoined && index === line));
        assert.deepEqual(
          read,
          records.filter((record) => !lost.includes(record)),
          `byte ${String(at)}, bit ${String(bit)}`,
        );
        assert.ok(journal.problems.length >= 1, `byte ${String(at)}, bit ${String(bit)} went unnoticed`);
        assert.equal(journal.problems[0]!.line, line + 1);
        assert.match(journal.problems[0]!.message, new RegExp(`[Ll]ine ${String(line + 1)}`));
      }),
      { numRuns: 600 },
    );
  });

  it('cuts a tail of zeros, as a power cut leaves it', async () => {
    await write([numberedAnswer(0)]);
    appendFileSync(path(), Buffer.alloc(3_000_000));
    const { records, problems } = await read();
    assert.deepEqual(records, [numberedAnswer(0)]);
    assert.match(problems[0]!.message, /line 3 on \(3000000 bytes\), was torn/);
    await write([numberedAnswer(1)]);
    assert.deepEqual(await read(), { records: [numberedAnswer(0), numberedAnswer(1)], problems: [] });
  });

  it('reads records longer than its chunk', async () => {
    const long: JournalRecord = { type: 'failure', model: 'm', row: 1, kind: 'server', message: 'ü'.repeat(3_000_000) };
    await write([numberedAnswer(0), long, numberedAnswer(2)]);
    assert.deepEqual((await read()).records, [numberedAnswer(0), long, numberedAnswer(2)]);
  });

  it('refuses a file that is not a journal and leaves it as it is', async () => {
    writeFileSync(path(), 'id,text\n1,hello, this is a CSV file\n2,and has more than one line of it\n');
    const before = readFileSync(path());
    await assert.rejects(() => openJournal(path()), /is not a journal of SMART/);
    assert.deepEqual(readFileSync(path()), before);
  });

  it('refuses a version that is none, however deep it is nested', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const header = JSON.stringify({ format: 'smart-journal', version: 'deep' }).replace('"deep"', deep);
    const lines = new JournalLines();
    lines.add(header);
    writeFileSync(path(), lines.take());
    await assert.rejects(() => openJournal(path()), /line 1: the journal has format version unknown/);
  });

  it('refuses a newer format version', async () => {
    writeFileSync(path(), formatLine({ format: 'smart-journal', version: 3 }));
    await assert.rejects(() => openJournal(path()), /line 1: the journal has format version 3.*update SMART/);
  });

  it('names a record that it does not know and skips it', async () => {
    await write([numberedAnswer(0)]);
    appendFileSync(path(), formatLine({ type: 'dream' }));
    const { records, problems } = await read();
    assert.deepEqual(records, [numberedAnswer(0)]);
    assert.deepEqual(
      problems.map((problem) => problem.line),
      [3],
    );
  });

  it('says that its first line is damaged, which held no answer', async () => {
    await write([numberedAnswer(0)]);
    const bytes = readFileSync(path());
    bytes[0]! ^= 1;
    writeFileSync(path(), bytes);
    const { records, problems } = await read();
    assert.deepEqual(records, [numberedAnswer(0)]);
    assert.deepEqual(
      problems.map(({ line, message }) => [line, message]),
      [[1, 'Line 1 of the journal is damaged and was skipped; only its header stood there.']],
    );
  });

  it('names lines of which only the checksum is sound', async () => {
    await write([numberedAnswer(0)]);
    const values = [null, 77, 'text', {}, { format: 'other', version: 9 }];
    for (const value of values) appendFileSync(path(), formatLine(value));
    const { records, problems } = await read();
    assert.deepEqual(records, [numberedAnswer(0)]);
    assert.deepEqual(
      problems.map(({ line, message }) => [line, message.replace(/^Line \d+ of the journal is /, '')]),
      values.map((_, at) => [at + 3, 'not a journal record of this version; it was skipped.']),
    );
  });

  it('keeps no file open that it has read', async function () {
    if (process.platform !== 'linux') this.skip();
    await write([numberedAnswer(0)]);
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 100; i++) {
      assert.deepEqual([...readLastEvents(path(), 10)], []);
      const records = readRecords(path(), () => assert.fail());
      // Left before its end, too.
      assert.equal(records.next().done, false);
      records.return();
    }
    assert.ok(open() < before + 50, `${String(open())} files are open, ${String(before)} were`);
  });

  it('reads answers whose last unknown fields were left off, as earlier versions wrote them', async () => {
    await write([]);
    appendFileSync(path(), formatLine(['a', 'm', 0, 'valid', 'x', true, 0.5, null, 0.25, [3, null, null, 1]]));
    appendFileSync(path(), formatLine(['a', 'm', 1, 'failed']));
    appendFileSync(path(), formatLine(['a', 'm', 2, 'valid', 'x', 'X', null, 0.9, null, null, 'm-1', true, 7]));
    assert.deepEqual((await read()).records, [
      {
        type: 'answer',
        model: 'm',
        row: 0,
        answer: { status: 'valid', key: 'x', text: 'x', costUsd: 0.5 },
        billedUsd: 0.25,
        usage: { inputTokens: 3, outputTokens: 1 },
      },
      { type: 'answer', model: 'm', row: 1, answer: { status: 'failed' }, usage: {} },
      {
        type: 'answer',
        model: 'm',
        row: 2,
        answer: { status: 'valid', key: 'x', text: 'X', confidence: 0.9 },
        usage: {},
        modelVersion: 'm-1',
        isCached: true,
        settles: [7],
      },
    ]);
  });

  it('rejects with a sentence when its folder was removed, for good', async () => {
    const journal = await openJournal(path());
    await journal.append(numberedAnswer(0));
    rmSync(folder(), { recursive: true });
    const isGone = (error: unknown) =>
      error instanceof DiskError && error.kind === 'gone' && error.message.includes(path());
    await assert.rejects(journal.append(numberedAnswer(1)), isGone);
    await assert.rejects(journal.append(numberedAnswer(2)), isGone);
    await assert.rejects(journal.close(), isGone);
    assert.ok(!existsSync(path()));
  });

  it('rejects where another file stands in its place, for good', async () => {
    const journal = await openJournal(path());
    await journal.append(numberedAnswer(0));
    const copy = join(folder(), 'copy');
    copyFileSync(path(), copy);
    renameSync(copy, path());
    const isGone = (error: unknown) => error instanceof DiskError && error.kind === 'gone';
    await assert.rejects(journal.append(numberedAnswer(1)), isGone);
    await assert.rejects(journal.close(), isGone);
    assert.equal((await read()).records.length, 1, 'the file in its place is left as it is');
  });

  it('names damage in the order of its lines, whenever it was come upon', async () => {
    await write([numberedAnswer(0)]);
    appendFileSync(path(), formatLine({ type: 'dream' }));
    await write([numberedAnswer(1)]);
    appendFileSync(path(), 'torn');
    const journal = await openJournal(path());
    assert.deepEqual(
      journal.problems.map(({ line }) => line),
      [5],
    );
    assert.equal([...journal.earlier].length, 2);
    assert.deepEqual(
      journal.problems.map(({ line }) => line),
      [3, 5],
    );
    await journal.close();
  });

  it('is read by others while it is written: an end that is still to come is no damage', async () => {
    await write([numberedAnswer(0)]);
    const whole = readFileSync(path());
    const problems: number[] = [];
    const readNow = () => [...readRecords(path(), ({ line }) => problems.push(line))].length;
    appendFileSync(path(), formatLine(['a', 'm', 1, 'failed']).subarray(0, 20));
    assert.equal(readNow(), 1);
    assert.deepEqual(problems, []);
    appendFileSync(path(), '\n');
    assert.equal(readNow(), 1);
    assert.deepEqual(problems, [3]);
    writeFileSync(path(), whole.subarray(0, -1));
    assert.equal(readNow(), 1, 'a line that lacks its end only is whole');
  });

  it('takes nothing for a sound end but what is: bytes behind it are cut off, and none where there are none', async () => {
    await write([numberedAnswer(0)]);
    const { size } = statSync(path());
    await write([]);
    assert.equal(statSync(path()).size, size);
    appendFileSync(path(), 'x');
    await write([]);
    assert.equal(statSync(path()).size, size);
  });

  it('rejects what is appended after close', async () => {
    const journal = await openJournal(path());
    await journal.close();
    await journal.close();
    await assert.rejects(journal.append(numberedAnswer(0)), /is closed/);
  });

  describe('beside the disk', () => {
    const standIn = standIns();

    it('acknowledges an append only once it is synced, where it is to survive a power cut', async () => {
      const journal = await openJournal(path());
      let sync: (() => void) | undefined;
      standIn(
        fs,
        'fdatasync',
        () => ((_: number, done: () => void) => (sync = done)) as unknown as typeof fs.fdatasync,
      );
      let isKept = false;
      const kept = journal.append(numberedAnswer(0)).then(() => (isKept = true));
      while (sync === undefined) await new Promise(setImmediate);
      assert.equal(isKept, false);
      sync();
      await kept;
      await journal.close();
    });

    it('syncs no answer that costs nothing to compute again', async () => {
      const journal = await openJournal(path(), { durability: 'process' });
      standIn(fs, 'fdatasync', () => (() => assert.fail('synced')) as unknown as typeof fs.fdatasync);
      await journal.append(numberedAnswer(0));
      await journal.close();
    });

    it('stops for good at a write that failed, although nobody awaited it', async () => {
      const journal = await openJournal(path(), { pendingBytes: 1 });
      let isFull = true;
      standIn(
        fs,
        'writeSync',
        (real) =>
          ((...args: Parameters<typeof fs.writeSync>) => {
            if (isFull) throw systemError('ENOSPC');
            return real(...args);
          }) as typeof fs.writeSync,
      );
      const isRefused = (error: unknown) => error instanceof DiskError && error.kind === 'full';
      const first = journal.append(numberedAnswer(0));
      isFull = false;
      await assert.rejects(first, isRefused);
      await assert.rejects(journal.append(numberedAnswer(1)), isRefused);
      await assert.rejects(journal.close(), isRefused);
      assert.deepEqual((await read()).records, []);
    });

    it('ends no process where nobody awaits what is appended after a failure', async () => {
      const journal = await openJournal(path(), { pendingBytes: 1 });
      standIn(fs, 'writeSync', () => (() => assert.fail('ENOSPC')) as unknown as typeof fs.writeSync);
      const unheard: unknown[] = [];
      const note = (error: unknown) => unheard.push(error);
      const others = process.listeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
      try {
        for (let row = 0; row < 3; row++) void journal.append(numberedAnswer(row));
        await assert.rejects(journal.close(), DiskError);
        void journal.append(numberedAnswer(3));
        await new Promise((next) => setImmediate(next));
      } finally {
        process.off('unhandledRejection', note);
        for (const listener of others) process.on('unhandledRejection', listener);
      }
      assert.deepEqual(unheard, []);
    });

    it('passes over a line longer than any of ours, never held whole, and goes on behind it', async () => {
      const longest = 3 << 20;
      standIn(limits as { journalLineBytes: number }, 'journalLineBytes', () => longest);
      await write([numberedAnswer(0)]);
      const before = statSync(path()).size;
      for (const bytes of [longest, 2 * longest, 5 * longest + 7]) {
        appendFileSync(path(), Buffer.concat([Buffer.alloc(bytes, 'x'), Buffer.from('\n')]));
        appendFileSync(path(), formatLine(['a', 'm', 1, 'failed']));
        const lines = [...checkedLines(path())];
        assert.deepEqual(
          lines.map(({ number, isEnded, json }) => [number, isEnded, json !== undefined]),
          [
            [1, true, true],
            [2, true, true],
            [3, true, false],
            [4, true, true],
          ],
          String(bytes),
        );
        assert.deepEqual(
          [lines[2]!.start, lines[2]!.end, lines[3]!.start],
          [before, before + bytes + 1, lines[2]!.end],
        );
        assert.equal(lines[3]!.end, statSync(path()).size);
        truncateSync(path(), before);
      }
      appendFileSync(path(), Buffer.alloc(4 * longest + 5, 'x'));
      const last = [...checkedLines(path())].at(-1)!;
      assert.deepEqual(
        [last.number, last.start, last.end, last.isEnded, last.json],
        [3, before, before + 4 * longest + 5, false, undefined],
      );
      assert.deepEqual((await read()).records, [numberedAnswer(0)]);
      assert.equal(statSync(path()).size, before);
    });

    it('reads a file that is mostly holes where it is small, or the system tells nothing of holes', () => {
      const system = Object.getOwnPropertyDescriptor(process, 'platform')!;
      const readHoles = (bytes: number) => {
        const file = openSync(path(), 'w');
        ftruncateSync(file, bytes);
        closeSync(file);
        return readRecords(path(), () => undefined, { endOffset: 100 }).next().done;
      };
      standIn(limits as { sparseBytes: number }, 'sparseBytes', () => 1 << 20);
      assert.equal(readHoles((1 << 20) - 1), true);
      Object.defineProperty(process, 'platform', { ...system, value: 'win32' });
      try {
        assert.equal(readHoles(1 << 21), true);
      } finally {
        Object.defineProperty(process, 'platform', system);
      }
      if (process.platform !== 'win32') assert.throws(() => readHoles(1 << 21), /hardly any of them/);
    });

    it('refuses a file of more than a gigabyte that holds less than a hundredth of it, and no other', function () {
      if (process.platform === 'win32') this.skip();
      const bytes = 1.2e9;
      const first = (written: number) => {
        const file = openSync(path(), 'w');
        for (let at = 0; at < written; at += 1 << 20) writeSync(file, Buffer.alloc(1 << 20, 'x'), 0, 1 << 20, at);
        ftruncateSync(file, bytes);
        closeSync(file);
        return readRecords(path(), () => undefined, { endOffset: 100 }).next();
      };
      assert.throws(() => first(0.004 * bytes), /claims 1200000000 bytes and holds hardly any of them/);
      assert.equal(first(0.03 * bytes).done, true);
    });
  });

  it('passes over what is not asked for: answers, or all but events', async () => {
    const noted: JournalRecord = { type: 'event', event: { type: 'noted', message: 'm' } };
    const failure: JournalRecord = { type: 'failure', model: 'm', row: 1, kind: 'server', message: 'no' };
    await write([numberedAnswer(0), noted, numberedAnswer(1), failure]);
    // An answer that cannot be one, whose checksum holds: who passes it over has not looked.
    appendFileSync(path(), formatLine(['a', 'm', -1, 'dream']));
    const problems: number[] = [];
    const kinds = (only?: 'events' | 'objects') =>
      [...readRecords(path(), ({ line }) => problems.push(line), only && { only })].map(({ type }) => type);
    assert.deepEqual(kinds('objects'), ['event', 'failure']);
    assert.deepEqual(kinds('events'), ['event']);
    assert.deepEqual(problems, []);
    assert.deepEqual(kinds(), ['answer', 'event', 'answer', 'failure']);
    assert.deepEqual(problems, [6]);
  });

  it('finds the last events without reading the whole file', async () => {
    const noted = (message: string): JournalRecord => ({ type: 'event', event: { type: 'noted', message } });
    await write([noted('first'), ...Array.from({ length: 500 }, (_, row) => numberedAnswer(row)), noted('last')]);
    const size = readFileSync(path()).length;
    assert.deepEqual([...readLastEvents(path(), size, 1000)], [{ type: 'noted', message: 'last' }]);
    assert.equal([...readLastEvents(path(), size)].length, 2);
  });
});

/** Offset behind the line of this 0-based number. */
function endOfLine(bytes: Buffer, number: number): number {
  let end = 0;
  for (let line = 0; line <= number; line++) end = bytes.indexOf(10, end) + 1;
  return end;
}
