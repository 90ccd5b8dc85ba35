// What spreadsheets and programs for tables make of row numbers and labels, and what is read of it.
import assert from 'node:assert/strict';
import { isBlank, readLabelCell, wholeNumberIn } from '../../src/app/spreadsheetCells';
import type { Row } from '../../src/engine/dataset';
import { makeAnswerParser } from '../../src/engine/task/parseAnswer';

describe('cells that come back from a spreadsheet', () => {
  it('are whole numbers with or without an empty fraction, and nothing else is one', () => {
    for (const cell of ['7', ' 7 ', '007', '7.0', '7.00', '7,0']) assert.equal(wholeNumberIn(cell), 7, cell);
    for (const cell of ['7.000', '7,000', '7.5', '-7', '7e2', '0x7', '7.', '', 'x', undefined])
      assert.equal(wholeNumberIn(cell), undefined, cell);
  });

  it('are labels that are whole numbers, where the task has no label that is written so', () => {
    const keyOf = (labels: readonly string[], cell: string) => {
      const parsed = readLabelCell(makeAnswerParser({ type: 'labels', labels }), cell);
      return parsed.type === 'valid' ? parsed.answer : undefined;
    };
    const stars = ['-1', '1', '2', '3'];
    assert.deepEqual(
      ['3.0', '-1.0', '2,0', '2', '2.5', '4.0'].map((cell) => keyOf(stars, cell)),
      ['3', '-1', '2', '2', undefined, undefined],
    );
    assert.equal(keyOf(['1.0', '1', '2'], '1.0'), '1.0', 'a label that is written so is itself');
  });

  it('are blank lines where no column holds anything', () => {
    const line = (cells: Readonly<Record<string, string>>): Row => ({ index: 0, get: (column) => cells[column] });
    assert.ok(isBlank(line({ row: ' ', label: '' }), ['row', 'label', 'text']));
    assert.ok(!isBlank(line({ row: '', label: '', text: 'total' }), ['row', 'label', 'text']));
  });
});
