import assert from 'node:assert/strict';
import { replay, type ReplayResult } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { deliveryReasons, type DeliveryReason } from '../../../src/engine/strategy';
import { makeCase, type Population } from '../../calibration/populations';
import { inEnglish } from '../../../src/engine/report/reasonsInEnglish';

const base: Population = {
  name: 'certified',
  rows: 2500,
  candidates: 1,
  accuracy: 0.9,
  confidence: 0.95,
  deviating: 0.02,
  layout: 'shared',
  confidences: 'none',
};

function run(change: Partial<Population>, seed = 1, student?: false): ReplayResult {
  const { problem, source } = makeCase({ ...base, ...change }, seed);
  return replay(certified, { ...problem, ...(student === false && { student }) }, source);
}

const countOf = ({ delivery }: ReplayResult, reason: DeliveryReason) =>
  delivery.reason.reduce((count, at) => count + Number(deliveryReasons[at] === reason), 0);

describe('certified', () => {
  describe('where nothing can be certified', () => {
    for (const rows of [10, 40, 400, 2500]) {
      it(`gives a candidate as many of ${String(rows)} rows as may deviate, and no more`, () => {
        const result = run({ rows, deviating: 1 });
        assert.equal(countOf(result, 'allowed'), result.allowed);
        assert.equal(result.deviating, result.allowed);
        assert.ok(result.costUsd < result.referenceUsd, `${String(result.costUsd)} of ${String(result.referenceUsd)}`);
      });
    }

    it('gives none away where no row may deviate', () => {
      const result = run({ accuracy: 1, deviating: 0.2 });
      assert.equal(result.deviating, 0);
      assert.equal(countOf(result, 'allowed'), 0);
    });

    it('says so', () => {
      const { events } = run({ rows: 40 });
      const mix = events.find((event) => event.type === 'mix-decided');
      assert.match(inEnglish(mix!.why), /^4 rows may differ, so 4 rows get a cheaper answer unchecked;/);
    });
  });

  describe('the student', () => {
    it('answers rows itself where the text tells the answers, and saves what the candidate would cost', () => {
      const result = run({ rows: 10_000, hasTexts: true });
      assert.ok(result.delivered[2]! > 5000, String(result.delivered));
      assert.ok(result.deviating <= result.allowed);
      assert.ok(result.costUsd < run({ rows: 10_000, hasTexts: true }, 1, false).costUsd);
      assert.ok(
        result.events.some((event) => event.type === 'noted' && inEnglish(event.message).includes('local classifier')),
      );
    });

    it('answers none where it may not', () => {
      assert.equal(run({ rows: 10_000, hasTexts: true }, 1, false).delivered[2], 0);
    });

    it('answers none where it contradicts its teacher more often than the promise can bear', () => {
      // Texts tell the first candidate's answers; here each row's text is another one's.
      const { problem, source } = makeCase({ ...base, hasTexts: true }, 1);
      const text = problem.features.text!;
      const features = {
        ...problem.features,
        text: (row: number) => text(row % 5 === 0 ? (row + 1) % base.rows : row),
      };
      assert.equal(replay(certified, { ...problem, features, accuracy: 0.98 }, source).delivered[2], 0);
    });
  });

  it('asks a candidate that costs as much as the reference about the rows that tell its price, and no more', () => {
    const alone = run({ fees: [0.99] });
    assert.ok(alone.asked[0]! <= 2, String(alone.asked));
    const { asked } = run({ candidates: 2, fees: [0.02, 0.99] });
    assert.ok(asked[1]! <= 2 && asked[0]! > 2000, String(asked));
  });

  it('does the same again with the same seed', () => {
    const [one, other] = [run({ hasTexts: true }, 3), run({ hasTexts: true }, 3)];
    assert.deepEqual(one.events, other.events);
    assert.deepEqual(one.delivery, other.delivery);
  });
});
