// Recorded answers of many weak candidates, where a way that looked good on a few planning rows once cost 1.13 times the reference alone: its calls on all
// rows were paid for, and nothing came of them. What may be lost counts several times.
import assert from 'node:assert/strict';
import { runExperiment } from '../../../src/cli/experiment';
import { defaultRoot, findFolders, openFolder } from '../../bench/recordedFolders';

describe('a way that may not pay', () => {
  it('makes no run on eight weak candidates cost more than 1.06 times the reference alone', function () {
    const [folder] = findFolders(defaultRoot, ['triviaqa']) ?? [];
    if (folder === undefined) this.skip();
    const { runs } = runExperiment(
      openFolder(defaultRoot, folder),
      { strategy: 'certified', accuracy: 0.98, confidence: 0.95 },
      [1, 2, 3, 4, 5, 6, 7, 8],
    );
    const bills = runs.map(({ savings }) => 1 / savings!);
    assert.ok(Math.max(...bills) <= 1.06, bills.map((bill) => bill.toFixed(3)).join(', '));
  });
});
