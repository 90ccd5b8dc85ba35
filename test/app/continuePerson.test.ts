// A table that grows and whose reference is a person: the run that continues asks for labels of new rows alone, and the promise speaks of the person's labels.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { makePersonRun, type Cells, type PersonRun } from './personRun';
import { truthOf } from './personTruth';

describe('a table that grows, with a person as the reference', function () {
  this.timeout(300_000);
  let run: PersonRun;
  afterEach(() => run.close());

  it('wants labels of new rows alone, and keeps the old ones', async () => {
    run = await makePersonRun(700, { price: { perAnswer: 0.25 } });
    const began = await run.start('--accuracy', '0.9');
    const first = await run.finish(began.told.runId, '--accuracy', '0.9');
    assert.equal(first.code, 0);
    const added = Array.from({ length: 500 }, (_, i) => `${String(700 + i)},message ${String(700 + i)} `);
    appendFileSync(run.fixture.dataset, `${added.join('\n')}\n`);
    const more = await run.start('--accuracy', '0.9', '--continue', first.told.runId);
    assert.equal(more.code, 5, 'it waits for labels');
    const { code, told, rounds } = await run.finish(more.told.runId, '--accuracy', '0.9');
    assert.equal(code, 0);
    const wanted = rounds.flat().map(({ row }) => Number(row));
    assert.ok(wanted.length > 0 && wanted.every((row) => row > 700), wanted.join());
    assert.deepEqual(told.promise.person, { labels: wanted.length, unlabelled: 0 });
    const [old, now] = [first.told, told].map(
      ({ output }) => parse(readFileSync(output, 'utf8'), { columns: true }) as Cells[],
    );
    assert.deepEqual(
      now!.slice(0, 700).map((row) => row['smart_answer']),
      old!.map((row) => row['smart_answer']),
    );
    const differing = now!.filter((row) => row['smart_answer'] !== truthOf(row['text']!)).length;
    assert.ok(differing <= told.promise.allowed, `${String(differing)} differ`);
  });
});
