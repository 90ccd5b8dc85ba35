// Tables whose rows are made to meet in a fast hash, half of them spam, half not: were they taken for identical, one answer would serve all, half of them
// wrongly, and the run would call it the reference's own. They are told apart, so nothing deviates.
import assert from 'node:assert/strict';
import type { Answer } from '../../src/engine/answerTable';
import { sha256OfText } from '../../src/app/textDigest';
import { replay, type AnswerSource } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { reference } from '../../src/engine/strategies/reference';
import type { Problem } from '../../src/engine/strategy';
import { findTwins, TwinFinder } from '../../src/engine/twinGroups';
import { fastHash, textsOfOneHash } from '../support/meetingTexts';
import { testModel } from '../support/requests';
import { assertKept, runs } from './breaks';

/** 1,024 texts where many runs are counted; a search of some seconds. */
const doublings = process.env.SMART_CALIBRATION_RUNS === '400' ? 10 : 4;

function twinsOf(texts: readonly string[]): Int32Array | undefined {
  const finder = new TwinFinder(texts.length, sha256OfText);
  for (const [row, text] of texts.entries()) finder.add(row, text);
  return finder.twins;
}

/** Reference and candidate agree everywhere: spam is every second text. */
const source: AnswerSource = (model, row): Answer => ({
  ...{ status: 'valid', key: row % 2 === 0 ? 'ham' : 'spam', costUsd: model === 0 ? 0.02 : 1 },
});

const problemOf = (rowCount: number, twins: Int32Array | undefined, seed: number): Omit<Problem, 'table'> => ({
  ...{ models: [testModel('candidate'), testModel('reference')], reference: 1, rowCount, accuracy: 0.95 },
  ...{ confidence: 0.95, seed, features: { length: () => 100 } },
  ...(twins && { twins }),
});

describe('calibration of rows made to meet in a hash', () => {
  let met: string[];
  before(function () {
    this.timeout(300_000);
    met = textsOfOneHash(doublings);
    assert.equal(new Set(met).size, 2 ** doublings);
    assert.equal(new Set(met.map(fastHash)).size, 1, 'the texts are to meet');
  });

  const ordinary = Array.from({ length: 976 }, (_, row) => `an ordinary row, number ${String(row)}`);
  for (const [name, textsOf] of [
    ['alone', () => met],
    ['among ordinary rows', () => [...met, ...ordinary]],
  ] as const)
    for (const strategy of [certified, reference])
      it(`has no deviation: ${name}, ${strategy.name}`, () => {
        const texts = textsOf();
        const twins = twinsOf(texts);
        assert.equal(twins, undefined);
        assert.equal(findTwins(texts), undefined);
        let most = 0;
        assertKept(0, (seed) => {
          const { deviating, allowed } = replay(strategy, problemOf(texts.length, twins, seed), source);
          most = Math.max(most, deviating);
          return deviating > allowed;
        });
        assert.equal(most, 0);
      }).timeout(60_000 + 1000 * runs);

  it('would not keep the promise in a single run if they were taken for identical', () => {
    const rowOf = new Map(met.toReversed().map((text, at) => [fastHash(text), met.length - 1 - at]));
    const twins = Int32Array.from(met, (text) => rowOf.get(fastHash(text))!);
    for (let seed = 1; seed <= 5; seed++) {
      const { deviating } = replay(certified, problemOf(met.length, twins, seed), source);
      assert.equal(deviating, met.length / 2);
    }
  });
});
