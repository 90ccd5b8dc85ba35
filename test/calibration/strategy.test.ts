// How often the whole strategy, planner and stopping rule included, breaks its promise on populations made to break it. SMART_CALIBRATION_RUNS sets
// the runs per population: a small number fits into the ordinary tests, `npm run test:calibration` takes more.
import { replay } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { assertKept, runs } from './breaks';
import { makeCase, type Population } from './populations';

/** One run over 100,000 rows took 0.2 s. */
const patienceMs = 60_000 + 2000 * runs;

const base = {
  candidates: 1,
  accuracy: 0.9,
  confidence: 0.95,
  deviating: 0.11,
  layout: 'scattered',
  confidences: 'none',
} as const;
const populations: readonly Population[] = [
  { ...base, name: 'one candidate just under the threshold', rows: 1000 },
  { ...base, name: 'eight candidates just under the threshold', rows: 1000, candidates: 8, deviating: 0.105 },
  { ...base, name: 'eight candidates that err together', rows: 1000, candidates: 8, layout: 'shared' },
  { ...base, name: 'two candidates on a sorted file', rows: 1000, candidates: 2, layout: 'sorted', deviating: 0.12 },
  { ...base, name: 'useless confidence', rows: 800, confidences: 'useless', deviating: 0.12 },
  { ...base, name: 'inverted confidence', rows: 800, confidences: 'inverted', deviating: 0.15 },
  { ...base, name: 'low confidence asked', rows: 500, confidence: 0.8, deviating: 0.12 },
  { ...base, name: 'high confidence asked', rows: 1500, confidence: 0.999, deviating: 0.11 },
  { ...base, name: 'few rows', rows: 60, accuracy: 0.7, deviating: 0.33 },
  { ...base, name: 'twenty rows', rows: 20, accuracy: 0.5, deviating: 0.55 },
  { ...base, name: 'a student that learns the errors, too', rows: 2500, layout: 'shared', hasTexts: true },
  { ...base, name: 'a student under a loose threshold', rows: 2500, layout: 'shared', deviating: 0.08, hasTexts: true },
  { ...base, name: 'no deviation allowed', rows: 300, accuracy: 1, deviating: 0.01 },
  { ...base, name: 'a costly candidate that is tried first', rows: 1000, deviating: 0.105, fees: [0.3] },
  {
    ...base,
    name: 'two that are tried first and err together',
    rows: 1000,
    candidates: 2,
    accuracy: 0.95,
    deviating: 0.053,
    layout: 'shared',
    fees: [0.2, 0.35],
  },
  { ...base, name: 'many rows', rows: 20_000, candidates: 2, accuracy: 0.95, deviating: 0.052 },
  { ...base, name: 'a hundred thousand rows', rows: 100_000, accuracy: 0.99, deviating: 0.0105 },
];

describe('calibration of certified', () => {
  for (const population of populations) {
    it(`keeps its promise: ${population.name}`, () => {
      assertKept(1 - population.confidence, (seed) => {
        const { problem, source } = makeCase(population, seed);
        const { deviating, allowed } = replay(certified, problem, source);
        return deviating > allowed;
      });
    }).timeout(patienceMs);
  }
});
