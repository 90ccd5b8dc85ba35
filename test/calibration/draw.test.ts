// The promise is over the draw. Two ways to know a draw beforehand: a table made for the sample of one seed, and a candidate that learned the
// reference answers that an earlier run paid for. Neither helps against a draw of the run's own.
import assert from 'node:assert/strict';
import { AnswerTable, type Answer } from '../../src/engine/answerTable';
import { makeRandom } from '../../src/engine/random';
import { replay, type AnswerSource, type ReplayResult } from '../../src/engine/replay';
import { certified } from '../../src/engine/strategies/certified';
import { columnCount, type Problem } from '../../src/engine/strategy';
import { testModel } from '../support/requests';
import { assertKept, mostBroken, runs } from './breaks';

const rowCount = 1500;
const alpha = 0.05;

const problemOf = (seed: number, accuracy: number): Omit<Problem, 'table'> => ({
  ...{ models: [testModel('candidate'), testModel('reference')], reference: 1, rowCount, accuracy },
  ...{ confidence: 1 - alpha, seed, features: { length: () => 100 } },
});

/** The reference says `a` everywhere; the candidate deviates where told. */
const sourceOf =
  (deviates: (row: number) => boolean): AnswerSource =>
  (model, row): Answer => ({
    status: 'valid',
    key: model === 0 && deviates(row) ? 'b' : 'a',
    costUsd: model === 0 ? 0.05 : 1,
  });

/** Rows that the reference was asked about before the rest, which is what the promise rests on. */
function sampledRows(seed: number, accuracy: number, source: AnswerSource): Set<number> {
  const problem = problemOf(seed, accuracy);
  const table = new AnswerTable(columnCount(problem), rowCount, problem.reference);
  const asked = new Set<number>();
  const run = certified({ ...problem, table });
  for (let turn = run.next(); !turn.done; turn = run.next()) {
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls)
      for (const row of Array.from(rows)) {
        if (!table.isAsked(model, row)) table.record(model, row, source(model, row));
        if (model === problem.reference && turn.value.phase !== 'apply') asked.add(row);
      }
  }
  return asked;
}

const isBroken = ({ deviating, allowed }: ReplayResult) => deviating > allowed;
const drawn = makeRandom(20261129, 'drawn seeds');
const drawSeed = () => drawn.below(2 ** 48 - 1);

describe('the draw', () => {
  it('cannot be met by a table made for the sample of a seed that a run might have had', () => {
    const known = sampledRows(
      1,
      0.95,
      sourceOf(() => false),
    );
    const source = sourceOf((row) => !known.has(row));
    const given = replay(certified, problemOf(1, 0.95), source);
    assert.ok(given.deviating > 10 * given.allowed, 'with the seed itself the table deceives the run');
    assertKept(alpha, () => isBroken(replay(certified, problemOf(drawSeed(), 0.95), source)));
  }).timeout(60_000 + 3000 * runs);

  it('cannot be met by a candidate that was taught on what an earlier run of the same table paid for', () => {
    let brokenWithOneSeed = 0;
    assertKept(alpha, (run) => {
      const random = makeRandom(run, 'a table');
      const marks = Uint8Array.from({ length: rowCount }, () => Number(random.next() < 0.058));
      const seed = drawSeed();
      const paid = sampledRows(
        seed,
        0.95,
        sourceOf((row) => marks[row] === 1),
      );
      const source = sourceOf((row) => marks[row] === 1 && !paid.has(row));
      brokenWithOneSeed += Number(isBroken(replay(certified, problemOf(seed, 0.95), source)));
      return isBroken(replay(certified, problemOf(drawSeed(), 0.95), source));
    });
    assert.ok(
      brokenWithOneSeed > mostBroken(alpha, runs),
      `a second run on the first one's draw broke it ${String(brokenWithOneSeed)} times only`,
    );
  }).timeout(60_000 + 3000 * runs);
});
