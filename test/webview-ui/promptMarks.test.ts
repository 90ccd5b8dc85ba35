import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  completePlaceholder,
  markedPieces,
  openPlaceholder,
  placeholderMarks,
  type Mark,
} from '../../webview-ui/setup/promptMarks';

const prompts = fc.string({ unit: fc.constantFrom('a', '{', '}', '{{', '}}', ' ', '\n', '😀') });

describe('marks of a prompt', () => {
  it('cuts into pieces that join to the prompt again, whatever the marks', () => {
    const marks = fc.array(
      fc.record({
        start: fc.integer({ min: -5, max: 60 }),
        end: fc.integer({ min: -5, max: 60 }),
        kind: fc.constantFrom<Mark['kind']>('error', 'warning', 'placeholder'),
      }),
    );
    fc.assert(
      fc.property(prompts, marks, (prompt, some) => {
        assert.equal(
          markedPieces(prompt, some)
            .map(({ text }) => text)
            .join(''),
          prompt,
        );
      }),
    );
  });

  it('marks each placeholder', () => {
    const prompt = 'A {{x}} and {{a b}}, not {{ nor {y}';
    assert.deepEqual(
      placeholderMarks(prompt).map(({ start, end }) => prompt.slice(start, end)),
      ['{{x}}', '{{a b}}'],
    );
  });
});

describe('completion of a placeholder', () => {
  const cases: [string, string][] = [
    ['Is {{te|', 'Is {{text}}|'],
    ['Is {{|}} good', 'Is {{text}}| good'],
    ['Is {{te|xt}} good', 'Is {{text}}| good'],
    ['{{a}} and {{|', '{{a}} and {{text}}|'],
    ['plain |text', 'plain {{text}}|text'],
  ];
  for (const [before, wanted] of cases)
    it(`turns ${before} into ${wanted}`, () => {
      const caret = before.indexOf('|');
      const done = completePlaceholder(before.replace('|', ''), caret, '{{text}}');
      assert.equal(`${done.prompt.slice(0, done.caret)}|${done.prompt.slice(done.caret)}`, wanted);
    });

  it('is open only after {{ on the same line', () => {
    assert.deepEqual(openPlaceholder('a {{ te', 7), { start: 2, typed: 'te' });
    for (const prompt of ['a { te', 'a {{te}} ', 'a {{te\n', ''])
      assert.equal(openPlaceholder(prompt, prompt.length), undefined);
  });
});
