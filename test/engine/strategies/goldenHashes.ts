// Decisions on made-up problems as hashes, one line a problem, beside those in test/golden: one test for each, so that a change shows how far it goes.
import assert from 'node:assert/strict';
import { assertGolden, isUpdating, readGolden } from '../../golden';

/**
 * Each problem has the hash of its line.
 * @param golden name of the file in test/golden/strategies, without its ending.
 * @param size how many problems there are.
 */
export function describeGolden(golden: string, size: number, hashOf: (number: number) => string): void {
  const lines: string[] = [];
  for (let number = 0; number < size; number++)
    it(`decides and delivers as before: ${golden}, problem ${String(number)}`, () => {
      const line = (lines[number] = `${String(number)} ${hashOf(number)}`);
      if (!isUpdating)
        assert.ok(
          readGolden(`strategies/${golden}.txt`).split('\n')[number] === line,
          `differs from test/golden/strategies/${golden}.txt`,
        );
    });

  if (isUpdating)
    after(() => {
      assertGolden(`strategies/${golden}.txt`, `${lines.join('\n')}\n`);
    });
  else
    it(`tells the problems apart: ${golden}`, () => {
      const hashes = readGolden(`strategies/${golden}.txt`)
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[1]);
      assert.equal(hashes.length, size);
      assert.ok(new Set(hashes).size > 0.8 * size, 'problems that nobody could tell apart');
    });
}
