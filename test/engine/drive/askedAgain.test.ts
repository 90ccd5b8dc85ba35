// Rows that are asked again once a run was finished: which of them a candidate answers anew must not depend on the sample, or no sample sees what it says.
import assert from 'node:assert/strict';
import type { Answer } from '../../../src/engine/answerTable';
import type { JournalRecord } from '../../../src/engine/journal';
import { makeRandom } from '../../../src/engine/random';
import { certified } from '../../../src/engine/strategies/certified';
import { allowedDeviations } from '../../../src/engine/strategy';
import { driveInMemory, ladder } from './memoryRun';

const [rowCount, accuracy] = [600, 0.9];
const models = ladder('cheap', 'dearer', 'reference');
const [cheap, dearer, reference] = [0, 1, 2];
const usd = [0.01, 0.12, 1];
const finished = { type: 'event', event: { type: 'run-finished', elapsedMs: 1 } } as JournalRecord;

/** A fifth of the rows the cheap model cannot answer at first, and answers wrongly when asked again; the reference cannot answer one row in twenty at first. */
function askedTwice(seed: number) {
  const random = makeRandom(seed, 'rows');
  const draw = (share: number) => Array.from({ length: rowCount }, () => random.next() < share);
  const [truth, cheapErrs, dearerErrs, isUnread] = [draw(0.5), draw(0.03), draw(0.01), draw(0.22)];
  const answerOf = (isFirst: boolean) => (model: number, row: number) => {
    const said = (isRight: boolean): Answer => {
      const key = String(truth[row] === isRight);
      return { status: 'valid', key, costUsd: usd[model]! };
    };
    const nothing: Answer = { status: 'invalid', costUsd: usd[model]! };
    if (model === reference) return isFirst && row % 20 === 7 ? nothing : said(true);
    if (model === dearer) return said(!dearerErrs[row]);
    if (!isUnread[row]) return said(!cheapErrs[row]);
    return isFirst ? nothing : said(false);
  };
  const run = (isFirst: boolean, earlier: readonly JournalRecord[]) =>
    driveInMemory({
      ...{ strategy: certified, models, rowCount, accuracy, earlier, retryFailed: !isFirst },
      answerOf: answerOf(isFirst),
      random: makeRandom(1),
      problem: {
        seed,
        features: { length: (row) => (isUnread[row] ? 100 : 10), expectedCost: (model) => usd[model]! },
      },
    });
  return { truth, run };
}

describe('a finished run whose unreadable answers are asked again', () => {
  for (const seed of [17, 31])
    it(`keeps its promise where a candidate errs when it is asked again (seed ${String(seed)})`, async () => {
      const { truth, run } = askedTwice(seed);
      const first = await run(true, []);
      const { result, asked } = await run(false, [...first.journal.records, finished]);
      assert.ok(result.state === 'finished');
      const { delivery, table } = result;
      const deviating = truth.filter((is, row) => table.textKeyOf(delivery.model[row]!, row) !== String(is)).length;
      assert.ok(
        asked.some((call) => call.startsWith(`${String(reference)}:`)),
        'the reference is asked again',
      );
      assert.ok(deviating <= allowedDeviations(accuracy, rowCount), `${String(deviating)} rows deviate`);
      const answers = first.journal.records.filter((record) => record.type === 'answer');
      const isAnswered = new Set(answers.flatMap(({ answer, row }) => (answer.status === 'valid' ? [row] : [])));
      const kept = answers.filter(
        ({ model, answer, row }) => model === 'cheap' && answer.status === 'invalid' && isAnswered.has(row),
      );
      assert.ok(kept.length > 0, String(kept.length));
      for (const { row } of kept) assert.ok(!asked.includes(`${String(cheap)}:${String(row)}`), String(row));
    });
});
