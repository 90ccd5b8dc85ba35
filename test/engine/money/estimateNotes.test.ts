// What an estimate rests on: whole sentences, each model and figure in them, in both languages.
import assert from 'node:assert/strict';
import { listed, notesInEnglish, type EstimateNote } from '../../../src/engine/money/estimateNotes';
import { notesInChinese } from '../../../webview-ui/strings/estimateZhCn';

const notes: readonly EstimateNote[] = [
  { type: 'measured', models: ['large', 'small'], answers: 30 },
  { type: 'guessed', models: ['gpt-4.1'] },
  { type: 'unknown-names', models: ['a', 'b', 'c'] },
  { type: 'counted', encodings: ['o200k_base'] },
  { type: 'by-characters', charactersPerToken: 3.5 },
  { type: 'list-prices', day: '2026-11-20' },
  { type: 'computing-times' },
  { type: 'expected-share', share: 0.47 },
  { type: 'share-of-run', share: 0.93, accuracy: 0.95 },
  { type: 'planned-as', promise: 'filter', share: 0.1 },
  { type: 'planned-as', promise: 'loss', share: 0.22 },
];

describe('what an estimate rests on', () => {
  it('is said in whole sentences', () => {
    const told = notesInEnglish(notes);
    assert.match(told, /^Answer length of large and small: measured on 30 answers\. Answer length of gpt-4\.1: /);
    assert.match(told, /of a, b and c: unknown, .*\. Ten trial answers narrow it\./);
    assert.match(told, /assumes 47% of the best possible saving, the median of nine recorded datasets\. /);
    assert.match(told, /assumes 93% of the best possible saving, by what the earlier run at 95% accuracy saved/);
    assert.match(told, / Typical computing times of the classifiers on this machine\. The expected cost /);
    assert.match(
      told,
      /as if 10% of the rows were answered with yes, .* as if 22% of the rows lost more than the mean,/,
    );
    assert.doesNotMatch(told, /--|;|\.\./);
    assert.equal(notesInEnglish([]), '');
  });
  it('says in Chinese all that English says', () => {
    for (const note of notes) {
      const figures = (text: string) =>
        text.match(/\d[\d.]*\d|\d/g)?.filter((one) => one !== '10' && one !== '1') ?? [];
      assert.deepEqual(figures(notesInChinese([note])), figures(notesInEnglish([note])), note.type);
      assert.match(notesInChinese([note]), /。$/);
    }
  });
  it('lists names as a reader does', () => {
    assert.deepEqual(
      [listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])],
      ['', 'a', 'a and b', 'a, b and c'],
    );
  });
});
