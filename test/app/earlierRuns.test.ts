// A run says what else was run over the same table before it: whoever picks among them sees it in the report.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { syntheticAnswerer } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

describe('a run after others of the same table', () => {
  let live: LiveRun;
  before(async () => {
    const texts = Array.from({ length: 60 }, (_, row) => `message ${String(row)}`);
    // Identical rows, too.
    live = await startLiveRun({ texts: [...texts, ...texts], answerer: syntheticAnswerer(['ham', 'spam']) });
  });
  after(() => live.close());

  it('counts them, whatever was asked of them, and says so in its report alone', async () => {
    const first = await live.run({ accuracy: 0.9, out: join(live.folder, 'first.csv') });
    const second = await live.run({ accuracy: 0.8, strategy: 'profile-smart' });
    const third = await live.run({ accuracy: 0.8 }, { answersOf: first.runId });
    const again = await live.run({ accuracy: 0.9, out: undefined }, { resume: first.runId });
    const other = join(live.folder, 'other.csv');
    writeFileSync(other, `text\n${Array.from({ length: 40 }, (_, row) => `another ${String(row)}`).join('\n')}\n`);
    const elsewhere = await live.run({ dataset: other });
    const counts = [first, second, third, again, elsewhere].map(({ finished }) => finished!.promise.earlierRuns);
    assert.deepEqual(counts, [undefined, 1, 2, undefined, undefined]);
    assert.equal(third.finished!.promise.distinctRows, 60);
    const reportOf = ({ folder }: { folder: string }) => readFileSync(join(folder, 'report.md'), 'utf8');
    for (const run of [second, third].filter(({ finished }) => finished!.promise.basis !== 'certain'))
      assert.match(reportOf(run), /follows \d earlier runs? of the same table/);
    assert.ok(
      [second, third].some(({ finished }) => finished!.promise.basis !== 'certain'),
      'one uses cheaper answers',
    );
    for (const run of [first, elsewhere]) assert.doesNotMatch(reportOf(run), /of the same table/);
  });

  it('does not count a scan that nobody went on with: it drew no sample', async () => {
    const dataset = join(live.folder, 'scanned.csv');
    writeFileSync(dataset, `text\n${Array.from({ length: 300 }, (_, row) => `item ${String(row)}`).join('\n')}\n`);
    const scan = await live.run({ dataset, accuracy: 0.8 }, { until: 'plan' });
    const other = await live.run({ dataset, accuracy: 0.8, prompt: 'Once more: {{text}}' });
    const going = await live.run({ dataset, accuracy: 0.8 }, { resume: scan.runId });
    const again = await live.run({ dataset, accuracy: 0.8 }, { until: 'plan', resume: going.runId });
    const last = await live.run({ dataset, accuracy: 0.8 });
    assert.deepEqual([scan, again].map(({ pausedBy }) => pausedBy)[0], 'scanned');
    const counts = [other, going, last].map(({ finished }) => finished!.promise.earlierRuns);
    // The scan that went on began before the other run.
    assert.deepEqual(counts, [undefined, undefined, 2]);
  });

  it('says which of them had its seed: what they showed may have shaped it, and its sample with it', async () => {
    const first = await live.run({ accuracy: 0.8, seed: 41 });
    const same = await live.run({ accuracy: 0.8, seed: 41 }, { answersOf: first.runId });
    const other = await live.run({ accuracy: 0.8, seed: 42 }, { answersOf: first.runId });
    const drawn = await live.run({ accuracy: 0.8, seed: undefined }, { answersOf: first.runId });
    const repeats = [first, same, other, drawn].map(({ finished }) => finished!.promise.repeatsDraw);
    assert.deepEqual(repeats, [undefined, true, undefined, undefined]);
    assert.notEqual(same.finished!.promise.basis, 'certain');
    const reports = [first, same].map(({ folder }) => readFileSync(join(folder, 'report.md'), 'utf8'));
    assert.doesNotMatch(reports[0]!, /by the same seed/);
    assert.match(reports[1]!, /drew its sample by the same seed/);
  });

  it('says so of a table that has grown, too, although its bytes are others', async () => {
    const dataset = join(live.folder, 'growing.csv');
    const grow = (rows: number) => {
      writeFileSync(dataset, `text\n${Array.from({ length: rows }, (_, row) => `case ${String(row)}`).join('\n')}\n`);
    };
    grow(100);
    const first = await live.run({ dataset, accuracy: 0.8, seed: 51 });
    grow(200);
    const more = { dataset, accuracy: 0.8 };
    const same = await live.run({ ...more, seed: 51 }, { continueRun: first.runId });
    const other = await live.run({ ...more, seed: 52 }, { continueRun: first.runId });
    assert.deepEqual(
      [first, same, other].map(({ finished }) => finished!.promise.repeatsDraw),
      [undefined, true, undefined],
    );
    assert.equal(same.finished!.promise.earlierRuns, undefined);
    assert.match(readFileSync(join(same.folder, 'report.md'), 'utf8'), /drew its sample by the same seed/);
  });
});
