import assert from 'node:assert/strict';
import { escapeFormula, FormulaWatch, isFormula } from '../../../src/engine/text/formulas';

describe('formulas in texts', () => {
  it('are what a spreadsheet would run, and no plain number', () => {
    for (const text of [
      '=1+1',
      '+cmd|x',
      '-2+3',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\n=1',
      '＝1+1',
      '＠x',
      '- a list',
      '--5',
      '+',
    ])
      assert.ok(isFormula(text), JSON.stringify(text));
    for (const text of ['', 'a=b', '5', '-5', '+5.', '-.5e-3', '-12 %'.replace(' ', ''), "'=1", ' =1', '(=1)'])
      assert.ok(!isFormula(text), JSON.stringify(text));
    assert.deepEqual(['=a', '-1', 'a'].map(escapeFormula), ["'=a", '-1', 'a']);
  });

  it('are told by row, once however often a row is written', () => {
    const watch = new FormulaWatch();
    assert.equal(watch.note('Cells', 'mend.'), undefined);
    for (let pass = 0; pass < 2; pass++)
      for (let row = 0; row < 20; row++) watch.look(row, ['text', row % 2 === 0 ? '=1' : undefined, 5, -1]);
    assert.equal(
      watch.note('Cells', 'mend.'),
      'Cells of rows 1, 3, 5, 7, 9 and 5 more begin like a formula of a spreadsheet (=, +, -, @) and stand as they are; mend.',
    );
  });
});
