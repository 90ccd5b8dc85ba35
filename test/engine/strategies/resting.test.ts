// That `certified` computes about a large table in small pieces: what it reads of answers and rows between two of its steps stays far below the whole table,
// so that whoever carries it out can let others have their turn. Counted, not timed: a busy machine changes nothing.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { certified } from '../../../src/engine/strategies/certified';
import { columnCount } from '../../../src/engine/strategy';
import { atOnce } from '../../../src/engine/turns';
import { TwinGroups } from '../../../src/engine/twinGroups';
import { makeCase, type Population } from '../../calibration/populations';

class CountingTable extends AnswerTable {
  reads = 0;
  override isAsked(model: number, row: number): boolean {
    this.reads++;
    return super.isAsked(model, row);
  }
  override keyOf(model: number, row: number): number {
    this.reads++;
    return super.keyOf(model, row);
  }
  override costOf(model: number, row: number): number {
    this.reads++;
    return super.costOf(model, row);
  }
  override confidenceOf(model: number, row: number): number {
    this.reads++;
    return super.confidenceOf(model, row);
  }
}

/** The most that is read between two steps, in tables' length. */
function longestPiece(population: Population): number {
  const { problem, source } = makeCase(population, 1);
  const { models, reference, rowCount } = problem;
  const table = new CountingTable(columnCount(problem), rowCount, reference);
  const twins = problem.twins && atOnce(TwinGroups.of(problem.twins));
  const features = {
    ...problem.features,
    length: (row: number) => {
      table.reads++;
      return problem.features.length(row);
    },
  };
  const run = certified({ ...problem, features, table });
  let longest = 0;
  for (;;) {
    table.reads = 0;
    const turn = run.next();
    longest = Math.max(longest, table.reads);
    if (turn.done) break;
    if (turn.value.type !== 'ask') continue;
    for (const { model, rows } of turn.value.calls)
      for (const row of Array.from(rows)) {
        if (table.isAsked(model, row)) continue;
        const answer = source(model, row);
        table.record(model, row, answer);
        twins?.forEachOther(row, (twin) => {
          table.record(model, twin, { ...answer, costUsd: 0 });
        });
      }
  }
  assert.ok(table.asked.every((asked, model) => model >= models.length || asked > 0));
  return longest / rowCount;
}

const good: Population = {
  ...{ name: 'large', rows: 60_000, candidates: 2, accuracy: 0.95, confidence: 0.95, deviating: 0.03 },
  ...{ layout: 'scattered', confidences: 'useless', hasUnequalCosts: true },
};

describe('certified on a large table', () => {
  for (const [what, population] of Object.entries<Population>({
    'a path that pays': good,
    'identical rows': { ...good, groups: 3 },
    'no path that pays': { ...good, deviating: 0.6 },
  }))
    it(`rests before it has read much of it: ${what}`, () => {
      const longest = longestPiece(population);
      assert.ok(longest < 0.7, `${longest.toFixed(1)} tables at once`);
    }).timeout(60_000);
});
