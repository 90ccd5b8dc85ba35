// A table that grows and is promised as a whole: each run certifies all of it again by the draw of the first, so that what was paid goes on to serve.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promiseSentence } from '../../src/engine/promise/sentence';
import { readRecords } from '../../src/store/journalFile';
import { journalPath } from '../../src/store/runFiles';
import { readCarried, readTable } from '../../src/store/tableFile';
import { makeGrowingRun, messages, type Grown, type GrowingRun } from './growingRun';

describe('a table that grows and is promised as a whole', function () {
  this.timeout(240_000);
  let growing: GrowingRun;
  beforeEach(async () => {
    growing = await makeGrowingRun({ small: 0.03, medium: 0.02 });
  });
  afterEach(() => growing.fixture.close());
  const requests = () => growing.fixture.server.ledger.entries.length;

  it('asks nobody twice, asks ever less of the reference, and promises all rows together', async () => {
    await growing.table(messages(0, 700));
    let before = await growing.finished();
    const ofReference: number[] = [];
    for (const rows of [1400, 2100, 2800]) {
      const asked = requests();
      await growing.table(messages(0, rows));
      const now = await growing.finished('--continue', before.runId, '--whole-table');
      const { promise } = now;
      assert.deepEqual([promise.rows, promise.covered, promise.allowed], [rows, rows, rows / 10]);
      assert.deepEqual(promise.batch, {
        ...{ rows: 700, kept: rows - 700, allowed: rows / 10 },
        ...{ continues: before.runId, isWholeTable: true },
      });
      assert.match(promiseSentence(promise), new RegExp(`at most ${String(rows / 10)} of these`));
      assert.match(now.told, /rows of run .* are certified together with the new ones; 700 rows are new/);
      const result = await growing.read(now);
      assert.equal(result.length, rows);
      assert.ok(result.every(({ smart_answer }) => smart_answer !== ''));
      assert.ok(growing.differing(result) <= promise.allowed);
      ofReference.push(growing.askedSince(asked).filter((pair) => pair.startsWith('large')).length);
      before = now;
    }
    const all = growing.askedSince(0);
    assert.equal(new Set(all).size, all.length, 'nobody is asked twice');
    // A batch of 700 rows by itself takes a sample of ln(20) / 71 of its rows, 29, and a dozen to plan with, each time.
    assert.ok(Math.max(...ofReference.slice(1)) < 29 + 12, ofReference.join());
    // The rows that the reference was paid for have its answer, whatever the later paths would give them.
    const paid = new Set(all.filter((pair) => pair.startsWith('large')).map((pair) => pair.slice('large '.length)));
    for (const { text, smart_model } of await growing.read(before))
      if (paid.has(text!)) assert.equal(smart_model, 'large', text);
  });

  it('goes on after a kill as if nothing had happened', async () => {
    await growing.table(messages(0, 700));
    const first = await growing.finished();
    await growing.table(messages(0, 1400));
    const asked = requests();
    const continued = ['--continue', first.runId, '--whole-table'];
    const killed = await growing.run(continued, { killWhen: () => requests() > asked + 300 });
    assert.equal(killed.signal, 'SIGKILL');
    const runs = join(growing.fixture.folder, 'runs');
    const runId = readdirSync(runs).find((name) => name !== first.runId && !name.startsWith('.'))!;
    const resumed = await growing.finished('--resume', runId, '--whole-table');
    const again = growing.askedSince(0);
    // What was under way at the kill may be sent once more.
    assert.ok(again.length - new Set(again).size <= 16, 'what was answered is not asked again');
    assert.ok(
      growing.askedSince(asked).every((pair) => Number(pair.split(' ').at(-1)) >= 700 || pair.startsWith('large')),
    );
    const calm = await growing.finished(
      '--continue',
      first.runId,
      '--whole-table',
      '--seed',
      seedOf(resumed),
      '--out',
      join(growing.fixture.folder, 'calm.csv'),
    );
    assert.equal(readFileSync(calm.output, 'utf8'), readFileSync(resumed.output, 'utf8'));
    // It says that the run before it had its seed.
    const { repeatsDraw, ...calmly } = calm.promise;
    assert.equal(repeatsDraw, true);
    assert.deepEqual({ ...calmly, earlierRuns: 0 }, { ...resumed.promise, earlierRuns: 0 });
  });

  it('certifies again what is left where rows went', async () => {
    await growing.table(messages(0, 1400));
    const first = await growing.finished('--whole-table');
    const asked = requests();
    await growing.table(messages(600, 1500));
    const second = await growing.finished('--continue', first.runId, '--whole-table');
    assert.deepEqual([second.promise.rows, second.promise.allowed], [900, 90]);
    assert.match(second.told, /100 rows are new; 600 rows are gone/);
    const all = growing.askedSince(0);
    assert.equal(new Set(all).size, all.length, 'nobody is asked twice');
    const ofSmall = growing.askedSince(asked).filter((pair) => pair.startsWith('small'));
    assert.ok(ofSmall.length > 0 && ofSmall.every((pair) => Number(pair.split(' ').at(-1)) >= 1400), ofSmall.join());
    assert.ok(growing.differing(await growing.read(second)) <= 90);
  });

  it('asks no candidate again about a row that it answered unreadably', async () => {
    const own = await makeGrowingRun({ small: 0.03, medium: 0.02 }, (model, message) =>
      model === 'small' && message % 10 === 3 ? 'unreadable' : undefined,
    );
    try {
      await own.table(messages(0, 700));
      const first = await own.finished();
      const before = own.askedSince(0);
      assert.ok(before.some((pair) => pair.startsWith('small') && pair.endsWith('3')));
      await own.table(messages(0, 1000));
      const second = await own.finished('--continue', first.runId, '--whole-table');
      const since = own.askedSince(before.length);
      assert.deepEqual(
        since.filter((pair) => pair.startsWith('small') && Number(pair.split(' ').at(-1)) < 700),
        [],
      );
      assert.ok(!notedCodes(second).includes('sample-drawn-anew'));
    } finally {
      await own.fixture.close();
    }
  });

  it('draws a sample of its own where a candidate answers earlier rows only now, and goes on by that one', async () => {
    let isRefusing = true;
    const own = await makeGrowingRun({ small: 0.03, medium: 1 }, (model, message) =>
      isRefusing && model === 'small' && message % 10 === 3 ? 'refused' : undefined,
    );
    try {
      await own.table(messages(0, 700));
      const first = await own.finished();
      isRefusing = false;
      await own.table(messages(0, 1000));
      const second = await own.finished('--continue', first.runId, '--whole-table');
      assert.ok(notedCodes(second).includes('sample-drawn-anew'));
      assert.match(
        readFileSync(join(second.folder, 'report.md'), 'utf8'),
        /the sample is drawn anew from all rows, because small had not answered every row/,
      );
      await own.table(messages(0, 1300));
      const third = await own.finished('--continue', second.runId, '--whole-table');
      assert.ok(!notedCodes(third).includes('sample-drawn-anew'));
      const placesThen = readTable(second.folder)!.places!;
      const placesNow = readCarried(third.folder, 1300).grown!.places;
      const kept = [...placesThen.keys()].filter((row) => !Number.isNaN(placesThen[row]!));
      assert.ok(kept.length > 100, String(kept.length));
      for (const row of kept) assert.equal(placesNow[row], placesThen[row]);
      const before = readCarried(second.folder, 1000).grown!.places;
      assert.ok(placesThen.filter((place, row) => place === before[row]).length < 5, 'the second drew anew');
    } finally {
      await own.fixture.close();
    }
  });

  it('is refused once the table has batches of their own, and cannot be left again', async () => {
    await growing.table(messages(0, 200));
    const first = await growing.finished();
    await growing.table(messages(0, 300));
    const batch = await growing.finished('--continue', first.runId);
    const whole = await growing.finished('--continue', first.runId, '--whole-table');
    for (const [more, message] of [
      [['--continue', batch.runId, '--whole-table'], /each of its batches has a promise of its own/],
      [['--continue', whole.runId], /its table has one promise as a whole .* Give --whole-table/],
    ] as const) {
      const { code, stderr } = await growing.run(more);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});

/** Codes of what the run noted. */
function notedCodes({ folder }: Grown): string[] {
  const records = [...readRecords(journalPath(folder), () => undefined)];
  return records.flatMap((record) => {
    const message = record.type === 'event' && record.event.type === 'noted' ? record.event.message : undefined;
    return typeof message === 'object' ? [message.code] : [];
  });
}

function seedOf({ folder }: Grown): string {
  const { job } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly job: { readonly seed: number };
  };
  return String(job.seed);
}
