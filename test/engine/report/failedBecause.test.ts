// Why rows have no answer, per row and over all rows: the reference's word first, figures do not make two causes of one.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { causeOfRow, failedBecause, failedSentence } from '../../../src/engine/report/failedBecause';

const models = ['cheap', 'reference'].map((id) => ({
  ...{ id, provider: 'p', modelId: id, settings: {} },
  price: { type: 'unknown' as const },
}));
const problem = { models, reference: 1, rowCount: 8 };

function driven() {
  const table = new AnswerTable(2, 8, 1);
  const delivery = { model: new Int16Array(8).fill(-1), reason: new Uint8Array(8) };
  delivery.model[0] = 1;
  table.record(1, 0, { status: 'valid', key: 'a' });
  const cut = (tokens: number) => `The reply was cut at the output limit of ${String(tokens)} tokens (length).`;
  table.record(1, 1, { status: 'invalid', cause: cut(68) });
  table.record(0, 1, { status: 'invalid', cause: 'It names no label.' });
  table.record(1, 2, { status: 'invalid', cause: cut(72) });
  table.record(1, 3, {
    status: 'invalid',
    cause: 'The provider withheld the answer, or the model refused (content_filter).',
  });
  table.record(1, 4, { status: 'failed', cause: 'p (127.0.0.1): no answer within 60 s, three times' });
  table.record(1, 5, { status: 'failed', cause: '400 too long\u001b[31m' });
  table.record(0, 6, { status: 'invalid', cause: 'It names no label.' });
  return { table, delivery };
}

describe('why a row has no answer', () => {
  it('is the sentence of the reference, else of a candidate, else that nobody was asked; nothing where it has one', () => {
    const causes = Array.from({ length: 8 }, (_, row) => causeOfRow(problem, driven(), row));
    assert.equal(causes[0], undefined);
    assert.match(causes[1]!, /cut at the output limit of 68/);
    assert.match(causes[4]!, /no answer within 60 s/);
    assert.equal(causes[5], '400 too long\\u001b[31m', 'what could act on a terminal is written out');
    assert.equal(causes[6], 'It names no label.');
    assert.equal(causes[7], 'The row was never asked.');
  });

  it('is counted, the most frequent first, figures aside, and no more than a handful is told', () => {
    const causes = failedBecause(problem, driven());
    assert.deepEqual(causes[0], { cause: 'The reply was cut at the output limit of 68 tokens (length).', rows: 2 });
    assert.deepEqual(causes.at(-1), { cause: 'Other causes.', rows: 1 });
    assert.equal(
      causes.reduce((sum, { rows }) => sum + rows, 0),
      7,
    );
    assert.match(failedSentence(causes), /^2 rows: The reply was cut .* 1 row: /);
  });
});
