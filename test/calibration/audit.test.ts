// The audited promise as a promise: a judge that overlooks, a user who sees it, and how often more rows differ in the user's eyes than promise and audit
// say together, with the real drawing, looking and stopping.
import assert from 'node:assert/strict';
import { auditFigures, judgedSample } from '../../src/engine/audit/audit';
import { planLooks } from '../../src/engine/certified/lookPlan';
import { makeRandom } from '../../src/engine/random';
import { drawOnPath } from './drawOnPath';

const rowCount = 600;
const hiddenAllowed = 30;
const [alpha, auditError] = [0.1, 0.1];
/** At most the first look's, so that every run has them. */
const audited = 30;
const runs = Number(process.env.SMART_CALIBRATION_RUNS ?? 60) * 4;

type Marks = {
  /** What the judge calls different. */
  readonly deviates: (row: number) => boolean;
  /** What it calls the same and the user would not. */
  readonly isOverlooked: (row: number) => boolean;
};

/** @returns whether more rows differ in the user's eyes than is said; `onlyPromise`: than the promise alone says. */
function breaks({ deviates, isOverlooked }: Marks, seed: number): { both: boolean; onlyPromise: boolean } {
  const looks = planLooks(rowCount, hiddenAllowed, alpha)!;
  const { delivered, told } = drawOnPath({
    ...{ rowCount, alpha, looks, seed, deviates, isJudged: true },
    expected: 0.01,
  });
  const differing = delivered.filter((row) => deviates(row) || isOverlooked(row)).length;
  const { population, rows } = judgedSample(told.filter((event) => event.type === 'sample-judged'))!;
  const seen = rows.slice(0, audited);
  assert.equal(seen.length, audited);
  const disagreed = seen.filter(({ row }) => isOverlooked(row)).length;
  const { bound } = auditFigures({ population, audited, shown: audited, disagreed, confidence: 1 - auditError });
  return { both: differing > hiddenAllowed + bound, onlyPromise: differing > hiddenAllowed };
}

describe("calibration of a user's audit", function () {
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
