// What a session takes for known of earlier ones. Which rows a candidate is asked about again must not depend on the sample: it was drawn, and an answer
// that comes only where the reference was not asked is one that no sample meets.
import assert from 'node:assert/strict';
import { readEarlierAnswers } from '../../../src/engine/drive/readEarlierAnswers';
import { Totals } from '../../../src/engine/drive/totals';
import type { JournalRecord } from '../../../src/engine/journal';
import { testModel } from '../../support/requests';

const models = [testModel('candidate'), testModel('other'), testModel('reference')];
const [candidate, other, reference] = [0, 1, 2];

function answered(model: number, row: number, status: 'valid' | 'invalid'): JournalRecord {
  const answer = status === 'valid' ? ({ status, key: 'a' } as const) : ({ status } as const);
  return { type: 'answer', model: models[model]!.id, row, answer, billedUsd: 1, usage: {} };
}
const finished: JournalRecord = {
  type: 'event',
  event: { type: 'run-finished', elapsedMs: 5 } as Extract<JournalRecord, { type: 'event' }>['event'],
};

/**
 * The first candidate answered three rows unreadably; of these the reference answered the first, the second unreadably, and not the third, which another
 * candidate has answered.
 */
const asked = [
  ...[0, 1, 2].map((row) => answered(candidate, row, 'invalid')),
  answered(reference, 0, 'valid'),
  answered(reference, 1, 'invalid'),
  answered(other, 2, 'valid'),
];

async function known(earlier: readonly JournalRecord[], retryFailed: boolean, model = candidate): Promise<boolean[]> {
  const { isKnown } = await readEarlierAnswers({ earlier: [...earlier] }, models, 3, new Totals(models), {
    retryFailed,
  });
  return [0, 1, 2].map((row) => isKnown(model, row));
}

describe('unreadable answers of an earlier session', () => {
  it('are kept where nobody wants them again', async () => {
    assert.deepEqual(await known(asked, false), [true, true, true]);
  });

  it('are all asked again in mid-run, whether or not the sample has met their rows', async () => {
    assert.deepEqual(await known(asked, true), [false, false, false]);
    assert.deepEqual(await known([...asked, finished, answered(candidate, 2, 'invalid')], true), [false, false, false]);
  });

  it('are kept of a finished run where anybody has answered the row, whether or not a sample has met it', async () => {
    assert.deepEqual(await known([...asked, finished], true), [true, false, true]);
  });

  it('are asked again of the reference in any case', async () => {
    const unread = [...asked, answered(candidate, 2, 'valid'), answered(reference, 2, 'invalid')];
    assert.deepEqual(await known([...unread, finished], true, reference), [true, false, false]);
  });
});
