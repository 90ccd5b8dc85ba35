// What a scan asks and what it forecasts: fifty planning rows that a run of the same seed asks about as well, and figures that fit together.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { planAllowance } from '../../../src/engine/certified/allowance';
import { meanCost } from '../../../src/engine/certified/interview';
import { toldDoubt } from '../../../src/engine/certified/ownDoubt';
import { forecastSaving } from '../../../src/engine/certified/forecast';
import { looksFor } from '../../../src/engine/certified/plannedLooks';
import { beginningOf } from '../../../src/engine/certified/planning';
import { furtherPlanningUsd } from '../../../src/engine/certified/planningTarget';
import { betterOf } from '../../../src/engine/certified/policy';
import { searchPolicies } from '../../../src/engine/certified/policySearch';
import { scan, type Scan } from '../../../src/engine/certified/scanning';
import { Rows, type Setting } from '../../../src/engine/certified/scene';
import { settingsOf, underThreshold } from '../../../src/engine/certified/settings';
import { Weighing } from '../../../src/engine/certified/weighing';
import { replay, type AnswerSource } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { columnCount, type Problem } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { makeCase, type Population } from '../../calibration/populations';
import { play, problemOf, settingOf } from './settings';

const base: Population = {
  ...{ name: 'a scan', rows: 3000, candidates: 2, accuracy: 0.97, confidence: 0.95, deviating: 0.02 },
  ...{ layout: 'scattered', confidences: 'none' },
};

function scanned(change: Partial<Population> = {}, more: Partial<Problem> = {}, other?: AnswerSource) {
  const { problem, source } = makeCase({ ...base, ...change }, 1);
  const table = new AnswerTable(columnCount(problem), problem.rowCount, problem.reference);
  const setting = settingOf({ ...problem, ...more, table });
  const { result, calls } = play(setting, scan(setting.problem), other ?? source);
  return { scan: result, calls, table, problem: setting.problem, source };
}

const sharesOf = ({ forecast }: Scan) => forecast.map(({ byModel }) => Object.values(byModel));

describe('a scan', () => {
  it('asks the reference about fifty rows, or all of fewer, before any candidate, and the run asks about them too', () => {
    const { scan: told, calls, problem, source } = scanned();
    assert.equal(told.plannedRows, 50);
    assert.deepEqual([calls[0]!.model, calls[0]!.rows.length], [problem.reference, 50]);
    assert.ok(calls.every(({ model, rows }) => model !== problem.reference || rows.length === 50));
    const planned = new Set(calls[0]!.rows);
    const asked = new Set<number>();
    replay(certified, problem, (model, row) => {
      if (model === problem.reference && asked.size < 30) asked.add(row);
      return source(model, row);
    });
    assert.equal(asked.size, 30);
    for (const row of asked) assert.ok(planned.has(row), String(row));
    assert.equal(scanned({ rows: 40 }).scan.plannedRows, 40);
  });

  for (const rows of [200, 1200, 3000])
    it(`of ${String(rows)} rows leaves the run that goes on from it all of its rows to plan with, from the start`, () => {
      const { calls, problem, source } = scanned({ rows });
      const firstAsked = (scannedRows?: number) => {
        const of = scannedRows === undefined ? problem : { ...problem, scannedRows };
        const settings = settingOf({ ...of, table: new AnswerTable(columnCount(of), rows, of.reference) });
        return play(settings, certified(settings.problem), source).calls[0]!;
      };
      assert.deepEqual(firstAsked(50), calls[0]);
      // By itself a run begins with 1.5 % of the rows: 8 at least, 30 at most.
      assert.equal(firstAsked().rows.length, { 200: 8, 1200: 18, 3000: 30 }[rows]);
    });

  it('forecasts the usual thresholds and its own, strictest first, none twice', () => {
    const accuracies = (accuracy: number) => scanned({ accuracy }).scan.forecast.map((each) => each.accuracy);
    assert.deepEqual(accuracies(0.97), [0.99, 0.98, 0.97, 0.95, 0.9]);
    assert.deepEqual(accuracies(0.95), [0.99, 0.98, 0.95, 0.9]);
  });

  it('forecasts for each threshold what a run of that one alone would, whatever others it may fall back on', () => {
    assert.deepEqual(scanned({}, { looser: [0.8], atMostUsd: 10 }).scan, scanned().scan);
  });

  for (const change of [{}, { deviating: 0.3 }, { rows: 40 }, { hasUnequalCosts: true }, { groups: 4 }] as const)
    it(`has figures that fit together: ${JSON.stringify(change)}`, () => {
      const { scan: told, table, problem, source } = scanned(change);
      const spent = table.spentUsd.reduce((sum, usd) => sum + usd, 0);
      for (const { accuracy, lowUsd, expectedUsd, highUsd, referenceUsd } of told.forecast) {
        assert.ok(
          lowUsd <= expectedUsd && expectedUsd <= highUsd,
          `${String(lowUsd)} ${String(expectedUsd)} ${String(highUsd)}`,
        );
        assert.ok(expectedUsd >= spent);
        assert.ok(
          expectedUsd <= referenceUsd + spent,
          `${String(accuracy)}: ${String(expectedUsd)} of ${String(referenceUsd)}`,
        );
      }
      let whole = 0;
      for (let row = 0; row < problem.rowCount; row++)
        if ((problem.twins?.[row] ?? row) === row) whole += source(problem.reference, row).costUsd!;
      const { referenceUsd } = told.forecast[0]!;
      assert.ok(Math.abs(referenceUsd / whole - 1) < 0.3, `${String(referenceUsd)} of ${String(whole)}`);
      for (const shares of sharesOf(told)) {
        assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
        assert.ok(shares.every((share) => share > 0 && share <= 1));
      }
      const usd = told.forecast.map((each) => each.expectedUsd);
      assert.ok(usd.at(-1)! <= 1.02 * usd[0]!, 'a looser threshold costs no more');
    });

  it('comes near to what the run costs', () => {
    const { scan: told, problem, source } = scanned();
    const { costUsd } = replay(certified, problem, source);
    const own = told.forecast.find(({ accuracy }) => accuracy === 0.97)!;
    assert.ok(
      own.expectedUsd > 0.5 * costUsd && own.expectedUsd < 2 * costUsd,
      `${String(own.expectedUsd)} for ${String(costUsd)}`,
    );
    assert.ok(own.byModel['candidate 0']! > 0.5 || own.byModel['candidate 1']! > 0.5);
  });

  it('leaves all but what may deviate to the reference where no candidate is any good', () => {
    const { scan: told } = scanned({ deviating: 1, candidates: 1 });
    for (const { accuracy, byModel } of told.forecast) {
      const own = byModel['reference']!;
      assert.ok(own >= accuracy - 1e-9, `${String(accuracy)}: ${String(own)}`);
    }
  });

  it('has ends two standard errors of the bill from its middle where the reference answers all, a quarter lower and a twentieth higher', () => {
    const charging = makeCase({ ...base, deviating: 1, candidates: 1 }, 1).source;
    const { scan: told, problem } = scanned({ deviating: 1, candidates: 1 }, {}, (model, row) => {
      const answer = charging(model, row);
      return { ...answer, costUsd: answer.costUsd! * (row % 4 === 0 ? 3 : 1) };
    });
    const { table, reference } = problem;
    const [whole] = atOnce(settingsOf(problem)) as [Setting];
    const rows = new Rows(whole);
    rows.take(Array.from({ length: problem.rowCount }, (_, row) => row).filter((row) => table.isAsked(reference, row)));
    for (let model = 0; model <= reference; model++) whole.costs.learn(model, rows.known);
    const openUsd = meanCost(whole, rows, reference) * rows.openHeads().length;
    const errorUsd = 2 * whole.costs.relativeError(reference) * openUsd;
    const spentUsd = table.spentUsd[0]! + table.spentUsd[1]!;
    assert.ok(errorUsd > 0.1 * openUsd, 'costs that vary');
    // Of looser ones a way is found that spares more than rows which need no evidence do.
    const strict = told.forecast.filter(({ accuracy }) => accuracy >= 0.97);
    assert.equal(strict.length, 3);
    for (const { accuracy, ...forecast } of strict) {
      const setting = underThreshold(whole, accuracy);
      const savedUsd = planAllowance(setting, rows)?.savedUsd ?? 0;
      const expectedUsd = spentUsd + openUsd - savedUsd;
      const wanted = [
        expectedUsd,
        Math.max(spentUsd, 0.75 * (expectedUsd - errorUsd)),
        1.05 * (expectedUsd + errorUsd),
      ];
      for (const [at, usd] of [forecast.expectedUsd, forecast.lowUsd, forecast.highUsd].entries())
        assert.ok(Math.abs(usd - wanted[at]!) < 1e-9 * usd, `${String(usd)} instead of ${String(wanted[at])}`);
    }
  });

  it('has nothing to say where the reference answers nothing readably', () => {
    const { source } = scanned();
    const { scan: told, problem } = scanned({}, {}, (model, row) =>
      model === 2 ? { status: 'invalid', costUsd: 1 } : source(model, row),
    );
    assert.equal(problem.reference, 2);
    assert.deepEqual(told, { plannedRows: 50, forecast: [], groups: [] });
  });

  it('asks no candidate that is as dear as the reference, and says so by its shares', () => {
    const { scan: told, table } = scanned({ candidates: 1, fees: [0.99] });
    assert.ok(table.asked[0]! <= 4);
    for (const { byModel } of told.forecast) assert.deepEqual(Object.keys(byModel), ['reference']);
  });

  it('tells how sure the reference is of its own answers, where its replies do', () => {
    const {
      scan: plain,
      source,
      problem: { reference },
    } = scanned();
    assert.ok(!('ownDoubt' in plain));
    const {
      scan: told,
      table,
      calls,
    } = scanned({}, {}, (model, row) => ({
      ...source(model, row),
      ...(model === reference && { confidence: row % 2 === 0 ? 1 : 0.8 }),
    }));
    assert.ok(told.ownDoubt && told.ownDoubt.rows === 50 && told.ownDoubt.share > 0);
    assert.deepEqual(told.ownDoubt, toldDoubt(table, reference, calls[0]!.rows));
  });

  it('tells groups of rows on which the best candidate disagrees', () => {
    const { scan: told } = scanned({ deviating: 0.3, candidates: 1 });
    assert.ok(told.groups.length > 0);
    for (const { planned, examples } of told.groups) assert.ok(planned >= 4 && examples.length <= 5);
  });

  it('has the figures of the plan that a run would begin with, to the last', () => {
    let [planned, plain] = [0, 0];
    const lookCounts = new Set<boolean>();
    for (const change of [
      {},
      { deviating: 0.3 },
      { hasUnequalCosts: true },
      { candidates: 4, deviating: 0.06 },
      { rows: 40 },
    ] as const)
      for (const accuracy of [0.97, 0.85]) {
        const { scan: told, calls, problem } = scanned({ ...change, accuracy });
        const [whole] = atOnce(settingsOf(problem)) as [Setting];
        const rows = new Rows(whole);
        rows.take(calls[0]!.rows);
        const { table, reference, models, rowCount } = problem;
        for (let model = 0; model <= reference; model++) whole.costs.learn(model, rows.known);
        const asked = models
          .map((_, model) => model)
          .filter((model) => model !== reference && rows.known.every((row) => table.isAsked(model, row)));
        const spent = table.spentUsd.reduce((sum, usd) => sum + usd, 0);
        for (const forecast of told.forecast) {
          const setting = underThreshold(whole, forecast.accuracy);
          const evidence = { known: rows.known, openCount: rows.openCount, paid: [] };
          const found = beginningOf(setting, rows, searchPolicies(setting, evidence, asked));
          const near = (is: number, should: number) => {
            assert.ok(
              Math.abs(is - should) < 1e-9 * (1 + Math.abs(should)),
              `${String(is)} instead of ${String(should)}`,
            );
          };
          if (!found) {
            plain++;
            const left = rows.openHeads().length * (table.spentUsd[reference]! / rows.known.length);
            if (change !== undefined && !('hasUnequalCosts' in change))
              near(forecast.referenceUsd, table.spentUsd[reference]! + left);
            continue;
          }
          planned++;
          const { policy, referenceUsd, callsUsd } = found;
          const curve = new Weighing(setting, evidence, asked).curveOf(policy)!;
          const ahead = { curve, population: rows.openCount, typical: setting.looks, least: 0, most: Infinity };
          const looks = looksFor(ahead, setting.hiddenAllowed, setting.alpha)!;
          lookCounts.add(looks.sizes.length > 1);
          const saving = forecastSaving(curve, looks, rows.openCount);
          const further = furtherPlanningUsd(setting, rows, found, asked);
          const sorted = saving.savedUsd.toSorted();
          const costs = (saved: number) => spent + referenceUsd + callsUsd - saved + further;
          near(forecast.expectedUsd, costs((sorted[7]! + sorted[8]!) / 2));
          near(forecast.lowUsd, Math.max(spent, 0.75 * costs(saving.highUsd)));
          near(forecast.highUsd, 1.05 * costs(saving.lowUsd));
          near(forecast.referenceUsd, table.spentUsd[reference]! + referenceUsd);
          const accepted = ((saving.steps / rows.known.length) * rows.openCount) / rowCount;
          const own = forecast.byModel[models[reference]!.id] ?? 0;
          near(own, 1 - accepted);
          const { escalation } = policy;
          const doubted = escalation ? Math.max(0, accepted - 1 + escalation.reach) : 0;
          const better = escalation && betterOf(setting, rows.known, policy.proposer, escalation.model);
          near(
            forecast.byModel[models[policy.proposer]!.id] ?? 0,
            accepted - (better === undefined || better === policy.proposer ? 0 : doubted),
          );
        }
      }
    assert.ok(planned > 10 && plain > 5, `${String(planned)} ${String(plain)}`);
    assert.equal(lookCounts.size, 2, 'one planned look, and several');
  });

  it('has a lower end without the calls that a student may spare, where one could be taught and may answer', () => {
    // 0.8 % of the reference's fee are 16 dollars: enough for 500 rows at 0.03, not at 0.04.
    const lowest = (usd: number, hasText: boolean, more: Partial<Problem> = {}) => {
      const problem = problemOf(2000, 1, {
        features: { length: () => 20, ...(hasText && { text: (row: number) => `word ${String(row % 13)}` }) },
        ...more,
      });
      const [setting] = atOnce(settingsOf(problem)) as [Setting];
      const { result } = play(setting, scan(problem), (model, row) => ({
        ...{ status: 'valid', key: row % 40 === 0 && model === 0 ? 'b' : 'a', costUsd: model === 0 ? usd : 1 },
      }));
      return result.forecast.find(({ accuracy }) => accuracy === 0.9)!;
    };
    const plain = lowest(0.03, false);
    const taught = lowest(0.03, true);
    const open = 1950;
    assert.equal(taught.expectedUsd, plain.expectedUsd);
    assert.equal(taught.highUsd, plain.highUsd);
    assert.ok(
      plain.lowUsd - taught.lowUsd > 0.75 * 0.9 * open * 0.03 - 1e-6,
      `${String(plain.lowUsd)} ${String(taught.lowUsd)}`,
    );
    assert.ok(plain.lowUsd - taught.lowUsd < 0.75 * 0.9 * open * 0.03 + 1e-6);
    assert.deepEqual(lowest(0.03, true, { student: false }), plain);
    assert.deepEqual(lowest(0.04, true), lowest(0.04, false));
  });
});
