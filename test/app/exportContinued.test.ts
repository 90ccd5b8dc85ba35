// A run that continues a table, carried out by a cluster: what it asks is what it would ask by itself, and so is what it delivers.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openDataset } from '../../src/datasets/openDataset';
import { answerPlan, planIn } from './clusterAnswers';
import { type GrowingRun, makeGrowingRun, messages } from './growingRun';
import { smart } from './smartProcess';

async function rowsIn(folder: string): Promise<number[]> {
  const rows: number[] = [];
  for (const { parts } of (await planIn(folder)).models)
    for (const { path } of parts) {
      const part = await openDataset(join(folder, path));
      for await (const row of part.rows()) rows.push(Number(row.get('id')));
      await part.close();
    }
  return rows;
}

describe('a plan of a run that continues a table', function () {
  this.timeout(240_000);
  let growing: GrowingRun;
  beforeEach(async () => {
    growing = await makeGrowingRun({ small: 0.03, medium: 0.02 });
  });
  afterEach(() => growing.fixture.close());

  for (const whole of [[], ['--whole-table']])
    it(`asks what the run itself would${whole.length > 0 ? ', where the table has one promise as a whole' : ''}`, async () => {
      const { fixture, table, run, finished, read, askedSince } = growing;
      const runs = ['--runs', join(fixture.folder, 'runs')];
      await table(messages(0, 1500));
      const first = await finished(...whole);
      // New rows stand first, so that none keeps its place.
      await table([...messages(1500, 2500), ...messages(0, 1500)]);
      const common = [...whole, '--continue', first.runId, '--seed', '77'];
      const before = fixture.server.ledger.entries.length;
      const straight = await finished(...common);
      const straightly = askedSince(before);

      const from = fixture.server.ledger.entries.length;
      const stopped = await run([...common, '--most-requests', '3']);
      assert.equal(stopped.code, 3, stopped.stderr);
      const { runId } = JSON.parse(stopped.stdout) as { runId: string };
      let rounds = 0;
      for (; ; rounds++) {
        const to = join(fixture.folder, `plan-${String(rounds)}`);
        const exported = await smart(['export-plan', runId, '--to', to, ...runs]);
        if (exported.code !== 0) {
          assert.match(exported.stderr, /has nothing left to ask/);
          break;
        }
        if (whole.length === 0)
          assert.deepEqual(
            (await rowsIn(to)).filter((row) => row >= 1000),
            [],
            'rows that keep their answers',
          );
        await answerPlan(to, fixture.server.url);
        const taken = await smart(['import-answers', runId, to, ...runs]);
        assert.equal(taken.code, 0, taken.stderr);
      }
      assert.ok(rounds > 1);
      const resumed = await finished('--resume', runId, ...whole, '--most-requests', '100000');
      assert.deepEqual(askedSince(from).sort(), [...straightly].sort());
      assert.deepEqual(await read(resumed), await read(straight));
      // That another run of the table went before is told of this one alone.
      const { earlierRuns: _, repeatsDraw: __, ...promise } = resumed.promise;
      assert.deepEqual(promise, straight.promise);
      assert.ok(Math.abs(resumed.spentUsd - straight.spentUsd) < 1e-9);
    });
});
