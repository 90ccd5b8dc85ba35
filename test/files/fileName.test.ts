import assert from 'node:assert/strict';
import { nameProblem, shortened } from '../../src/files/fileName';

describe('names of files', () => {
  const refused: Readonly<Record<string, readonly string[]>> = {
    win32: [
      ...['CON', 'con.csv', 'NUL.csv.gz', 'aux.json', 'COM1.csv', 'lpt9', 'COM².csv', 'prn .csv', 'CONOUT$'],
      ...['out.csv:hidden', 'a?.csv', 'a*.csv', 'a|b.csv', 'a"b.csv', '<a>.csv', 'a\tb.csv', 'out.csv.', 'out.csv '],
      ...['C:\\data\\nul.csv', 'C:/data/a:b.csv', `${'a'.repeat(252)}.csv`],
    ],
    linux: [`${'a'.repeat(252)}.csv`, `${'评'.repeat(84)}.csv`],
    darwin: [`${'a'.repeat(252)}.csv`],
  };
  const taken: Readonly<Record<string, readonly string[]>> = {
    win32: ['console.csv', 'com.csv', 'com10.csv', 'nully', 'C:\\data\\out.csv', 'C:out.csv', '.hidden.csv', 'ü ß.csv'],
    linux: ['CON.csv', 'a:b.csv', 'a?.csv', 'out.csv.', `${'a'.repeat(251)}.csv`],
    darwin: ['con.csv', 'a:b.csv', `${'评'.repeat(250)}.csv`],
  };
  for (const system of ['win32', 'linux', 'darwin'])
    it(`are told where no file has them: ${system}`, () => {
      for (const name of refused[system]!) assert.notEqual(nameProblem(name, system), undefined, name);
      for (const name of taken[system]!) assert.equal(nameProblem(name, system), undefined, name);
    });

  it('are shortened by bytes, and no character is cut', () => {
    assert.equal(shortened('reviews.csv', 80), 'reviews.csv');
    assert.equal(shortened('评论评论', 7), '评论');
    assert.equal(shortened('a😀b', 4), 'a');
    assert.equal(shortened('', 4), '');
  });
});
