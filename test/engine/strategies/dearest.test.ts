// Candidates that turn out useless: what planning and trying them cost must stay below a hundredth of the reference alone. Made-up tables, small ones among
// them, with candidates that differ often and cost almost anything; and recorded answers of many weak candidates, where a way that looked good on a few
// planning rows once cost 1.13 times the reference alone.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { runExperiment } from '../../../src/cli/experiment';
import { makeRandom } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { certified } from '../../../src/engine/strategies/certified';
import { readPeers } from '../../bench/peers';
import { defaultPeers, defaultRoot, findFolders, openFolder } from '../../bench/recordedFolders';
import { makeCase, type Population } from '../../calibration/populations';

const most = 1.01;
const problems = 80;

/** Candidates that differ on a quarter of the rows or more, at fees from a fiftieth of the reference's up to nearly as much. */
function poorCandidates(number: number): Population {
  const random = makeRandom(number, 'poor candidates');
  const oneOf = <T>(...values: readonly T[]): T => values[random.below(values.length)]!;
  const candidates = oneOf(1, 2, 4, 8);
  return {
    ...{ name: `poor ${String(number)}`, rows: oneOf(300, 600, 1000, 2000), candidates, confidence: 0.95 },
    accuracy: oneOf(0.99, 0.98, 0.95, 0.9),
    deviating: oneOf(0.25, 0.4),
    layout: oneOf('scattered', 'shared'),
    confidences: oneOf('none', 'useless', 'inverted'),
    hasTexts: random.next() < 0.3,
    fees: Array.from({ length: candidates }, () => 0.02 + 0.9 * random.next()),
  };
}

describe('candidates that are no good', () => {
  it(`cost less than a hundredth of the reference alone on each of ${String(problems)} made-up tables`, () => {
    const bills = Array.from({ length: problems }, (_, number) => {
      const { problem, source } = makeCase(poorCandidates(number), 1);
      const { costUsd, referenceUsd } = replay(certified, problem, source);
      return { number, bill: costUsd / referenceUsd };
    });
    assert.deepEqual(
      bills.filter(({ bill }) => bill > most),
      [],
    );
  }).timeout(120_000);
});

/** Folder, allowed share, seeds. */
const recorded = [
  ['triviaqa_zellinger', 0.01, 12],
  ['triviaqa_zellinger', 0.02, 12],
  ['mmlu_zellinger', 0.01, 12],
  ['overruling_frugalgpt', 0.01, 12],
] as const;

describe('a way that may not pay', () => {
  for (const [name, delta, seeds] of recorded)
    it(`makes no run on ${name} at ${String(delta)} cost more than 1.01 times the reference alone`, function () {
      this.timeout(120_000);
      const [folder] = findFolders(defaultRoot, [name]) ?? [];
      if (folder === undefined) {
        console.log('      (recorded data absent: nothing compared)');
        this.skip();
      }
      const lineups = existsSync(defaultPeers) ? readPeers(readFileSync(defaultPeers, 'utf8')).lineups : undefined;
      const { runs } = runExperiment(
        openFolder(defaultRoot, folder, lineups?.get(folder)),
        { strategy: 'certified', accuracy: 1 - delta, confidence: 0.95 },
        Array.from({ length: seeds }, (_, at) => at + 1),
      );
      const bills = runs.map(({ savings }) => 1 / savings!);
      assert.ok(Math.max(...bills) <= most, bills.map((bill) => bill.toFixed(3)).join(', '));
    });
});
