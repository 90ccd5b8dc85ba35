// kill -9 with a cap: what was under way is counted at its most by whoever resumes, so the server's ledger over all sessions together never
// passes the cap, and the report says what may have been billed. SMART_KILLS sets how many kills.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRandom } from '../../src/engine/random';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

const kills = Number(process.env.SMART_KILLS ?? 3);
const seed = Number(process.env.SMART_SEED ?? 3);
const settleMs = 300;

describe('a killed run with a cap', function () {
  this.timeout(120_000 + kills * 20_000);

  it(`never passes it in all its sessions together (${String(kills)} kills), and says what may have been billed`, async () => {
    const random = makeRandom(seed, 'kills with a cap');
    let [killed, withMoneyUnderWay, finished, stoppedByCap] = [0, 0, 0, 0];
    while (killed < kills) {
      // Rows of 2,000 characters, so that what is under way weighs in; half of the resets come after the work is done.
      const fixture = await makeRunFixture(300, { latencyMs: 60, faults: { reset: 0.02, rateLimit: 0.05 } }, 2000);
      const runs = join(fixture.folder, 'runs');
      const { ledger } = fixture.server;
      // The reference on every row costs $1.60 here, certified $0.31.
      const strategy = finished % 2 === 0 ? 'reference' : 'certified';
      const cap = (strategy === 'reference' ? 1.6 : 0.31) * (0.3 + 1.5 * random.next());
      const run = (budget: number, killWhen?: () => boolean) => {
        const resume = existsSync(runs) ? ['--resume', 'last'] : [];
        const more = [
          '--runs',
          runs,
          '--concurrency',
          '64',
          '--budget',
          String(budget),
          '--strategy',
          strategy,
          ...resume,
        ];
        return smart(runArguments(fixture, ...more), killWhen && { killWhen });
      };
      try {
        for (let session = 0; ; session++) {
          const before = ledger.requests;
          const killAfter = 5 + random.below(150);
          const isLast = session >= 2 || killed >= kills;
          const exit = await run(cap, isLast ? undefined : () => ledger.requests - before >= killAfter);
          // The server finishes, and bills, what it was asked.
          await new Promise((resolve) => setTimeout(resolve, settleMs));
          const where = `seed ${String(seed)}, session ${String(session)} of a run with the cap ${String(cap)}`;
          assert.ok(ledger.billedUsd <= cap, `${where}: billed ${String(ledger.billedUsd)}`);
          if (exit.signal === 'SIGKILL') {
            killed++;
            continue;
          }
          if (exit.code === 3) {
            stoppedByCap++;
            assert.match(exit.stdout, /possibly billed for attempts that broke off/);
          } else {
            assert.equal(exit.code, 0, exit.stderr);
          }
          break;
        }
        // With the cap out of the way it ends, and the bill and what may have been billed cover the ledger.
        const last = await run(1000);
        assert.equal(last.code, 0, last.stderr);
        const {
          spentUsd,
          possiblyBilledUsd = 0,
          report,
        } = JSON.parse(last.stdout) as Record<string, number> & {
          report: string;
        };
        finished++;
        assert.ok(spentUsd! <= ledger.billedUsd + 1e-9);
        assert.ok(ledger.billedUsd <= spentUsd! + possiblyBilledUsd + 1e-9);
        if (ledger.billedUsd > spentUsd! + 1e-9) {
          withMoneyUnderWay++;
          assert.match(await readFile(report, 'utf8'), /may have been billed at most/);
        }
      } finally {
        await fixture.close();
      }
    }
    assert.ok(withMoneyUnderWay > 0, 'some kill hit money under way');
    if (process.env.SMART_KILLS !== undefined)
      console.log(
        `      ${String(killed)} kills, ${String(finished)} runs, ${String(stoppedByCap)} stopped by their cap, ${String(withMoneyUnderWay)} with money under way`,
      );
  });
});
