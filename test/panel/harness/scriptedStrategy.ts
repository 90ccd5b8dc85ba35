// A strategy for the harness alone, in the proportions of `certified` but fixed: 40 planning rows, the cheapest model on every row, a second
// one where the first is unsure, a sample of 150 rows with five looks, and the least certain rows to the reference. It certifies nothing; it
// keeps the page's tests and pictures from moving with the engine.
import { makeRandom, shuffle } from '../../../src/engine/random';
import { DeliveryBuilder, type Problem, type StrategyRun } from '../../../src/engine/strategy';

const looks = [71, 86, 104, 125, 150];

export function* scriptedStrategy({ rowCount, seed, table, models, reference }: Problem): StrategyRun {
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const order = shuffle(Int32Array.from(rows), makeRandom(seed, 'scripted'));
  const [first, second] = [0, reference - 1];
  const planning = order.slice(0, 40);
  for (let from = 0; from < 40; from += 10)
    yield {
      type: 'ask',
      phase: 'plan',
      calls: models.map((_, model) => ({ model, rows: planning.slice(from, from + 10) })),
    };

  yield { type: 'ask', phase: 'profile', calls: [{ model: first, rows }] };
  const unsure = rows.filter((row) => table.confidenceOf(first, row) < 0.9);
  yield { type: 'ask', phase: 'profile', calls: [{ model: second, rows: unsure }] };
  const sample = order.slice(40, 40 + looks.at(-1)!);
  const pathRows = rowCount - planning.length;
  for (let from = 0, look = 0; from < sample.length; from += 10) {
    const part = sample.slice(from, from + 10);
    yield {
      type: 'ask',
      phase: 'profile',
      calls: [
        { model: first, rows: part },
        { model: second, rows: part },
        { model: reference, rows: part },
      ],
    };
    for (; look < looks.length && looks[look]! <= from + part.length; look++)
      yield {
        type: 'explain',
        event: {
          type: 'look-taken',
          look: look + 1,
          sampled: looks[look]!,
          population: pathRows,
          visibleAllowed: look,
          visible: Math.max(0, look - 1),
          prefixRows: Math.round(pathRows * (0.62 + 0.08 * look)),
          certifiedRows: Math.round(pathRows * (0.62 + 0.08 * look)),
          pathRows,
        },
      };
  }
  yield {
    type: 'explain',
    event: {
      type: 'profiling-stopped',
      why: 'a larger sample would certify at most 40 rows more and costs more than they save',
      stopUsd: 1.46,
      goOnUsd: 1.59,
    },
  };

  const trustOf = (row: number) =>
    table.isAsked(second, row) ? table.confidenceOf(second, row) : table.confidenceOf(first, row);
  const open = rows.filter((row) => !table.isAsked(reference, row)).sort((a, b) => trustOf(a) - trustOf(b));
  const escalated = new Set(open.slice(0, Math.round(rowCount * 0.03)));
  yield { type: 'ask', phase: 'apply', calls: [{ model: reference, rows: [...escalated] }] };
  const delivery = new DeliveryBuilder(rowCount);
  const isPlanned = new Set(planning);
  for (const row of rows) {
    if (table.isAsked(reference, row)) {
      if (table.isValid(reference, row))
        delivery.set(row, reference, isPlanned.has(row) ? 'planned' : escalated.has(row) ? 'escalated' : 'profiled');
    } else delivery.set(row, table.isAsked(second, row) ? second : first, 'trusted');
  }
  return delivery;
}
