// The audited promise as a promise: a judge that overlooks, a person who sees it, and how often more rows differ in the person's eyes than promise and audit
// say together, with the real drawing, looking and stopping.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../src/engine/answerTable';
import { auditFigures, judgedSample } from '../../src/engine/audit/audit';
import { RowCosts } from '../../src/engine/certified/costs';
import { scenarioCount } from '../../src/engine/certified/forecast';
import { planLooks } from '../../src/engine/certified/lookPlan';
import { drawAndLook } from '../../src/engine/certified/sampling';
import { findUnits } from '../../src/engine/certified/units';
import { makeRandom } from '../../src/engine/random';
import type { DecisionEvent } from '../../src/engine/events';
import type { Problem } from '../../src/engine/strategy';

const rowCount = 600;
const hiddenAllowed = 30;
const [alpha, auditError] = [0.1, 0.1];
/** At most the first look's, so that every run has them. */
const audited = 30;
const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 60) * 4;

type Marks = {
  /** What the judge calls different. */
  readonly deviates: (row: number) => boolean;
  /** What it calls the same and the person would not. */
  readonly isOverlooked: (row: number) => boolean;
};

/** @returns whether more rows differ in the person's eyes than is said; `onlyPromise`: than the promise alone says. */
function breaks({ deviates, isOverlooked }: Marks, seed: number): { both: boolean; onlyPromise: boolean } {
  const table = new AnswerTable(
    2,
    rowCount,
    1,
    (a, b) => a === b,
    () => true,
  );
  const problem: Problem = {
    models: [],
    reference: 1,
    rowCount,
    accuracy: 1 - hiddenAllowed / rowCount,
    confidence: 1 - alpha,
    seed,
    table,
    features: { length: () => 1 },
  };
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  for (const row of rows) table.record(0, row, { status: 'valid', key: 'a' });
  const path = { rows, proposer: new Int16Array(rowCount), deviation: new Float32Array(rowCount) };
  const looks = planLooks(rowCount, hiddenAllowed, alpha)!;
  const setting = {
    problem,
    units: findUnits(problem),
    costs: new RowCosts(problem),
    accuracy: problem.accuracy,
    hiddenAllowed,
    alpha,
    looks,
  };
  const running = rows.map((row) => row + 1);
  const curve = {
    deviations: Array.from({ length: scenarioCount }, () => Float64Array.from(running, (n) => 0.01 * n)),
    avoidedUsd: Float64Array.from(running),
    rowsPerStep: 1,
    checkUsd: 0,
  };
  const told: Extract<DecisionEvent, { type: 'sample-judged' }>[] = [];
  const run = drawAndLook(setting, path, rows, [{ accuracy: problem.accuracy, looks }], () => curve);
  for (;;) {
    const turn = run.next();
    if (turn.done) {
      const prefixRows = Math.max(...turn.value[0]!.certificates.map((certificate) => certificate.prefixRows));
      const delivered = rows.subarray(0, prefixRows).filter((row) => !table.isAsked(1, row));
      const differing = delivered.filter((row) => deviates(row) || isOverlooked(row)).length;
      const { population, rows: drawn } = judgedSample(told)!;
      const seen = drawn.slice(0, audited);
      assert.equal(seen.length, audited);
      const disagreed = seen.filter(({ row }) => isOverlooked(row)).length;
      const { bound } = auditFigures({
        ...{ population, audited, shown: audited, disagreed, confidence: 1 - auditError },
      });
      return { both: differing > hiddenAllowed + bound, onlyPromise: differing > hiddenAllowed };
    }
    const step = turn.value;
    if (step.type === 'explain' && step.event.type === 'sample-judged') told.push(step.event);
    if (step.type === 'ask')
      for (const { rows: wanted } of step.calls)
        for (const row of Array.from(wanted)) table.record(1, row, { status: 'valid', key: 'r' });
    if (step.type === 'compare')
      for (const { model, rows: judged } of step.pairs)
        for (const row of judged) table.recordVerdict(model, row, { same: !deviates(row) });
  }
}

describe("calibration of a person's audit", function () {
  this.timeout(60_000 + 200 * runs);
  const none = () => false;
  const share = (of: number) => (seed: number) => {
    const drawn = new Set<number>();
    const random = makeRandom(seed, 'overlooked');
    while (drawn.size < of) drawn.add(random.below(rowCount));
    return (row: number) => drawn.has(row);
  };
  const cases: Readonly<Record<string, (seed: number) => Marks>> = {
    // The smallest number that an audit without a finding does not allow for, beside as many deviations as the promise just allows for.
    'overlooks as many as an audit may miss': (seed) => {
      const overlooked = share(44)(seed);
      return { isOverlooked: overlooked, deviates: (row) => !overlooked(row) && row >= rowCount - 33 };
    },
    'always says the same': () => ({ isOverlooked: (row) => row % 3 === 0, deviates: none }),
    'overlooks where candidates deviate': () => ({
      isOverlooked: (row) => row < 120 && row % 2 === 0,
      deviates: (row) => row < 120 && row % 2 === 1,
    }),
    'overlooks nothing': () => ({ isOverlooked: none, deviates: (row) => row < 60 }),
  };
  const error = alpha + auditError;
  const most = error + 3 * Math.sqrt((error * (1 - error)) / runs);
  let withoutAudit = 0;
  for (const [name, marksOf] of Object.entries(cases))
    it(`a judge that ${name}`, () => {
      let broken = 0;
      for (let seed = 1; seed <= runs; seed++) {
        const { both, onlyPromise } = breaks(marksOf(seed), seed);
        if (both) broken++;
        if (onlyPromise) withoutAudit++;
      }
      console.log(`      broken in ${String(broken)} of ${String(runs)}`);
      assert.ok(broken / runs <= most, `${String(broken)} of ${String(runs)}, at most ${most.toFixed(3)}`);
    });

  it('the promise alone does not speak of what a judge overlooks', () => {
    assert.ok(withoutAudit > runs, `broken in the person's eyes without an audit: ${String(withoutAudit)}`);
  });
});
