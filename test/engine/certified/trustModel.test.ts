// The chance of a deviation: the mean of the first four scenarios, each the fit's draw with a shift that brings the known rows to their rate.
import assert from 'node:assert/strict';
import { scenarioCount } from '../../../src/engine/certified/forecast';
import { drawCoefficients, fitLogistic } from '../../../src/engine/certified/logistic';
import { fitTrust, type Level } from '../../../src/engine/certified/trustModel';
import { makeRandom } from '../../../src/engine/random';

const priors = [
  { mean: -2, sd: 2 },
  { mean: 0.5, sd: 1 },
];

function some(count: number, seed: number) {
  const random = makeRandom(seed, 'trust');
  const values = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? 1 : 4 * random.next() - 2));
  const known = Array.from({ length: count }, (_, i) => count - 1 - i).filter((place) => place % 3 !== 1);
  const deviates = Uint8Array.from(known, () => Number(random.next() < 0.3));
  const weights = Float64Array.from(known, () => 0.5 + 2 * random.next());
  return { values, known, deviates, weights };
}

/** Per described row its chance in each scenario, written out. */
function plainly(
  { values, known, deviates, weights }: ReturnType<typeof some>,
  seed: number,
  level: Level,
): number[][] {
  const observed = Float64Array.from(known.flatMap((place) => [values[2 * place]!, values[2 * place + 1]!]));
  const draws = drawCoefficients(
    fitLogistic(observed, deviates, weights, priors),
    scenarioCount,
    makeRandom(seed, 'scenarios'),
  );
  const odds = (place: number) =>
    draws.map((draw) => draw[0]! * values[2 * place]! + draw[1]! * values[2 * place + 1]!);
  const chance = (z: number) => 1 / (1 + Math.exp(-z));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const deviating = weights.reduce((sum, weight, i) => sum + weight * deviates[i]!, 0);
  const rate = (deviating + level.deviating) / (total + level.rows);
  let shift = 0;
  if (known.length > 0)
    for (const _ of [1, 2]) {
      const mean =
        known.reduce(
          (sum, place, i) => sum + weights[i]! * odds(place).reduce((all, z) => all + chance(z + shift), 0),
          0,
        ) /
        (scenarioCount * total);
      shift += Math.log(rate / (1 - rate)) - Math.log(mean / (1 - mean));
    }
  return Array.from({ length: values.length / 2 }, (_, place) => odds(place).map((z) => chance(z + shift)));
}

describe('the chance of a deviation', () => {
  it('is in each scenario what the draw says of the row, shifted to the rate of the known rows', () => {
    for (const [count, level] of [
      [40, undefined],
      [12, { deviating: 3, rows: 10 }],
      [0, undefined],
    ] as const) {
      const described = some(Math.max(count, 3), 2);
      const made =
        count === 0
          ? { ...described, known: [], deviates: new Uint8Array(0), weights: new Float64Array(0) }
          : described;
      const trust = fitTrust(
        { seed: 6 },
        { priors, values: made.values },
        made.known,
        made.deviates,
        made.weights,
        level,
      );
      const wanted = plainly(made, 6, level ?? { deviating: 0.5, rows: 1 });
      const into = new Float64Array(scenarioCount + 5).fill(-1);
      for (const [place, chances] of wanted.entries()) {
        trust.scenarios(place, into, 3);
        assert.deepEqual([...into.subarray(0, 3), ...into.subarray(3 + scenarioCount)], [-1, -1, -1, -1, -1]);
        for (const [s, chance] of chances.entries()) assert.ok(Math.abs(into[3 + s]! - chance) < 1e-9);
        const mean = chances.slice(0, 4).reduce((sum, chance) => sum + chance, 0) / 4;
        assert.ok(Math.abs(trust.deviation(place) - mean) < 1e-9);
      }
      const ofKnown = made.known.flatMap((place) => {
        trust.scenarios(place, into, 3);
        return [...into.subarray(3, 3 + scenarioCount)];
      });
      assert.deepEqual([...trust.knownScenarios()], ofKnown, 'those of the known rows, to the last digit');
    }
  });
});
