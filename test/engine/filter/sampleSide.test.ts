// What a filter tells of its looks: each side counts its own from one, so each look names its side.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import { makeRandom } from '../../../src/engine/random';
import { replay } from '../../../src/engine/replay';
import { filterStrategy } from '../../../src/engine/strategies/filter';
import type { FilterBounds } from '../../../src/engine/task/filterBounds';
import { problemOf } from '../certified/settings';

const rowCount = 3000;

/** The reference keeps a third of the rows; the candidate, at a twentieth of its fee, says the opposite on one in fifty. */
function looksOf(bounds: FilterBounds) {
  const random = makeRandom(3, 'filter');
  const isKept = Uint8Array.from({ length: rowCount }, () => Number(random.next() < 1 / 3));
  const isWrong = Uint8Array.from({ length: rowCount }, () => Number(random.next() < 0.02));
  const source = (model: number, row: number): Answer => ({
    status: 'valid',
    key: isKept[row] === (model === 0 ? isWrong[row] : 0) ? 'no' : 'yes',
    costUsd: model === 0 ? 0.05 : 1,
  });
  const { table: _, ...problem } = problemOf(rowCount, 1, { features: { length: () => 1 } });
  const { events } = replay(filterStrategy(bounds), problem, source);
  return events.filter((event) => event.type === 'look-taken');
}

describe('the looks of a filter', () => {
  it('name the side that they are of, the kept one first, each counting from one', () => {
    const looks = looksOf({ recall: 0.9, precision: 0.9 });
    const countsOf = (side: string) => looks.filter((look) => look.side === side).map(({ look }) => look);
    const [kept, dropped] = [countsOf('kept'), countsOf('dropped')];
    assert.ok(kept.length > 0 && dropped.length > 0);
    for (const counts of [kept, dropped])
      assert.deepEqual(
        counts,
        counts.map((_, at) => at + 1),
      );
    assert.deepEqual(
      looks.map(({ side }) => side),
      [...kept.map(() => 'kept'), ...dropped.map(() => 'dropped')],
    );
    const sides = new Map(looks.map(({ side, population }) => [side, population]));
    assert.ok(sides.get('kept')! < sides.get('dropped')!, JSON.stringify([...sides]));
  });

  it('are of the one side whose bound leaves room', () => {
    for (const [bounds, side] of [
      [{ recall: 0.9, precision: 1 }, 'dropped'],
      [{ recall: 1, precision: 0.9 }, 'kept'],
    ] as const)
      assert.deepEqual([...new Set(looksOf(bounds).map((look) => look.side))], [side]);
  });
});
