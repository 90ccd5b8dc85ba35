// kill -9 at random moments of a run, resumed each time: the final output is the undisturbed run's, nothing that reached the disk is asked
// again (by the server's ledger), nothing is lost. SMART_KILLS sets how many; a few by default, so that the suite stays quick.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRandom } from '../../src/engine/random';
import { answersOnDisk, askedSince } from './answersOnDisk';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

const kills = Number(process.env.SMART_KILLS ?? 12);
const seed = Number(process.env.SMART_SEED ?? 3);

type Finished = {
  readonly output: string;
  readonly perModel: Readonly<Record<string, { readonly asked: number; readonly delivered: number }>>;
};

describe('a killed run', function () {
  this.timeout(120_000 + kills * 15_000);

  it(`resumed after ${String(kills)} kills, ends as if undisturbed and asks nothing answered again`, async () => {
    const calm = await makeRunFixture(400);
    const undisturbed = await smart(runArguments(calm));
    assert.equal(undisturbed.code, 0, undisturbed.stderr);
    const expected = JSON.parse(undisturbed.stdout) as Finished;
    const expectedOutput = await readFile(expected.output, 'utf8');
    const random = makeRandom(seed, 'kills');
    try {
      // A run that ends before all kills are done is followed by another one.
      for (let killed = 0; killed < kills;) {
        const rough = await makeRunFixture(400, { latencyMs: 40 });
        const runs = join(rough.folder, 'runs');
        for (;;) {
          const onDisk = answersOnDisk(runs);
          const entries = rough.server.ledger.entries.length;
          const args = runArguments(
            rough,
            '--runs',
            runs,
            '--concurrency',
            '3',
            ...(onDisk ? ['--resume', 'last'] : []),
          );
          const exit = await smart(args, killed < kills ? { killAfterMs: 300 + random.below(2500) } : {});
          const again = askedSince(rough, entries).filter((pair) => onDisk?.has(pair));
          assert.deepEqual(again, [], `seed ${String(seed)}, kill ${String(killed)}: asked again although answered`);
          if (exit.signal === 'SIGKILL') {
            killed++;
            continue;
          }
          assert.equal(exit.code, 0, exit.stderr);
          const done = JSON.parse(exit.stdout) as Finished;
          assert.equal(await readFile(done.output, 'utf8'), expectedOutput);
          for (const [model, { asked, delivered }] of Object.entries(expected.perModel)) {
            assert.equal(done.perModel[model]!.asked, asked);
            assert.equal(done.perModel[model]!.delivered, delivered);
          }
          break;
        }
        await rough.close();
      }
    } finally {
      await calm.close();
    }
  });
});
