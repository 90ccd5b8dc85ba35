// The cap of whole runs, by the server's ledger: never passed at concurrency 64 with faults, whatever it is; at the cap the run pauses, keeps
// all, and goes on with a higher one without paying anything twice. SMART_FULL=1 draws 200 caps:
// SMART_FULL=1 node dist/test/unit.run.js app/capRun
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StrategyName } from '../../src/engine/strategy';
import { makeRandom } from '../../src/engine/random';
import { syntheticAnswerer } from '../support/answerers';
import { everyFault } from '../support/sevenModels';
import { startLiveRun } from './liveRun';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

const isFull = process.env['SMART_FULL'] === '1';
const rounds = isFull ? 200 : 12;
const inCents = (usd: number) => usd.toFixed(9);
const strategies: readonly StrategyName[] = ['certified', 'profile-all', 'reference', 'model-mix'];
// A hang costs the test a quarter of a second, so there are fewer.
const faults = { ...everyFault, hang: 0.003 };

describe('the cap of a run', function () {
  this.timeout(60_000 + rounds * 15_000);

  it(`is never passed, by the ledger, for ${String(rounds)} random caps at concurrency 64 with faults`, async () => {
    const random = makeRandom(2026, 'caps of runs');
    let [stopped, worst] = [0, 0];
    for (let round = 0; round < rounds; round++) {
      const cap = 10 ** (-2.6 + 2.2 * random.next());
      const texts = Array.from(
        { length: 40 },
        (_, row) => `round ${String(round)} row ${String(row)} ${'x'.repeat(random.below(400))}`,
      );
      const live = await startLiveRun({
        texts,
        answerer: syntheticAnswerer(['ham', 'spam'], { 'gpt-5-nano': 0.1, 'gpt-4o-mini': 0.05 }),
        faults,
        seed: round,
      });
      const { ledger } = live.server;
      const job = { strategy: strategies[round % strategies.length]!, accuracy: 0.9, seed: round };
      try {
        const first = await live.run({ ...job, budgetUsd: cap });
        const name = `round ${String(round)}, ${job.strategy}`;
        assert.ok(ledger.billedUsd <= cap, `${name}: billed ${String(ledger.billedUsd)} of ${String(cap)}`);
        worst = Math.max(worst, ledger.billedUsd / cap);
        let last = first;
        if (first.state === 'paused') {
          stopped++;
          assert.equal(first.pausedBy, 'budget', first.message);
          const paidBefore = ledger.deliveredUsd;
          last = await live.run({ ...job, budgetUsd: 1000 }, { resume: first.runId });
          assert.ok(last.finished!.spentUsd! >= paidBefore, `${name}: what was spent before stays on the bill`);
        }
        assert.equal(last.state, 'finished', `${name}: ${last.message ?? ''}`);
        assert.deepEqual(ledger.deliveredTwice(), [], `${name}: paid twice`);
        assert.equal(inCents(last.finished!.spentUsd!), inCents(ledger.deliveredUsd), name);
        assert.ok((last.finished!.possiblyBilledUsd ?? 0) >= ledger.undeliveredUsd, name);
      } finally {
        await live.close();
      }
    }
    assert.ok(stopped >= rounds / 6 && stopped < rounds, `${String(stopped)} of ${String(rounds)} met their cap`);
    if (isFull)
      console.log(
        `      ${String(rounds)} caps, ${String(stopped)} met; the most that was billed is ${(100 * worst).toFixed(1)} % of a cap`,
      );
  });

  it('on the command line: exit 3, all kept, and a higher cap pays nothing twice', async () => {
    const fixture = await makeRunFixture(200);
    try {
      const runs = join(fixture.folder, 'runs');
      const first = await smart(runArguments(fixture, '--runs', runs, '--budget', '0.02'));
      assert.equal(first.code, 3, first.stderr);
      const { pausedBy, message } = JSON.parse(first.stdout) as { pausedBy: string; message: string };
      assert.equal(pausedBy, 'budget');
      assert.match(message, /The cap of \$0\.0200 would be passed: \$[\d.e-]+ spent/);
      const { ledger } = fixture.server;
      assert.ok(ledger.billedUsd > 0 && ledger.billedUsd <= 0.02);
      const second = await smart(runArguments(fixture, '--runs', runs, '--budget', '5', '--resume', 'last'));
      assert.equal(second.code, 0, second.stderr);
      const done = JSON.parse(second.stdout) as { spentUsd: number; output: string };
      assert.deepEqual(ledger.deliveredTwice(), []);
      assert.equal(inCents(done.spentUsd), inCents(ledger.billedUsd));
      assert.equal((await readFile(done.output, 'utf8')).trim().split('\n').length, 201);
    } finally {
      await fixture.close();
    }
  });
});
