import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excerptOf } from '../../../src/engine/prompt/excerpt';
import { makePrompt } from '../../../src/engine/prompt/template';
import type { Row } from '../../../src/engine/dataset';

const nothing = new Set<string>();
const rowOf = (values: Record<string, string>): Row => ({ index: 0, get: (column) => values[column] });

describe('excerpts of long texts', () => {
  it('keep head and tail, and short texts whole', () => {
    assert.equal(excerptOf('abcdefghijklmnopqrstuvwxyz', { head: 3, tail: 2 }, nothing), 'abc [...] yz');
    assert.equal(excerptOf('abcdefghijklmnopqrstuvwxyz', { head: 3, tail: 0 }, nothing), 'abc [...]');
    assert.equal(excerptOf('abcdefghijklmnopqrstuvwxyz', { head: 0, tail: 2 }, nothing), '[...] yz');
    assert.equal(excerptOf('abcdefghijk', { head: 3, tail: 2 }, nothing), 'abcdefghijk');
  });

  it('never part a character and never grow a text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.nat(20), fc.nat(20), (text, head, tail) => {
        const cut = excerptOf(text, { head, tail: tail + 1 }, nothing);
        assert.ok(cut.length <= text.length);
        assert.equal(cut.isWellFormed(), true);
      }),
    );
  });

  it('keep the passages that speak of what is asked, in their order', () => {
    const text = [
      'Dear Sir,',
      'The weather is fine.',
      'I want a refund.',
      'We had a picnic.',
      'The refund is late.',
      'Bye.',
    ];
    const asked = new Set(['does', 'the', 'customer', 'want', 'a', 'refund']);
    const best = excerptOf(text.join('\n\n'), { passages: 2 }, asked);
    assert.equal(best, '[...]\nI want a refund.\n[...]\nThe refund is late.\n[...]');
    assert.equal(excerptOf(text.join('\n\n'), { passages: 6 }, asked), text.join('\n\n'));
    assert.equal(excerptOf(text.join('\n\n'), { passages: 1 }, new Set(['zebra'])), 'Dear Sir,\n[...]');
  });

  it('cut long paragraphs at the ends of sentences', () => {
    const sentences = Array.from(
      { length: 40 },
      (_, i) => `Sentence number ${String(i)} says something of some length.`,
    );
    sentences[25] = 'Here stands the price of the zeppelin.';
    const best = excerptOf(sentences.join(' '), { passages: 1 }, new Set(['zeppelin']));
    assert.ok(best.includes('zeppelin') && best.length < 600, best);
  });
});

describe('a model that is asked otherwise', () => {
  const models = [
    { id: 'short', settings: { prompt: 'Spam? {{subject}}' } },
    { id: 'cut', settings: { excerpt: { head: 4, tail: 3 } } },
    { id: 'usual', settings: {} },
  ].map((model) => ({ ...model, provider: 'x', modelId: model.id, price: { type: 'unknown' as const } }));
  const columns = ['subject', 'body'];
  const row = rowOf({ subject: 'Hi', body: 'abcdefghijklmnopqrstuvwxyz</body>' });
  const example = { values: { body: 'win' }, answer: 'spam' };

  it('reads its own prompt without the examples, or an excerpt with them', () => {
    const { prompt } = makePrompt('Is it spam? {{body}}', columns, undefined, [example], models);
    const asked = (id: string) => prompt!.of({ id }).render(row);
    assert.equal(asked('usual').content, '<body>abcdefghijklmnopqrstuvwxyz<\\/body></body>');
    assert.match(asked('usual').instruction, /<example>/);
    assert.equal(asked('short').content, '<subject>Hi</subject>');
    assert.doesNotMatch(asked('short').instruction, /<example>|shortened/);
    assert.equal(asked('cut').content, '<body>abcd [...] dy></body>');
    assert.match(asked('cut').instruction, /Long texts are shortened: \[\.\.\.\].*<example>/s);
  });

  it('says whose prompt is wrong', () => {
    const { prompt, problems } = makePrompt(
      'Is it spam? {{body}}',
      columns,
      undefined,
      [],
      [{ ...models[0]!, settings: { prompt: 'Spam? {{subjct}}' } }],
    );
    assert.equal(prompt, undefined);
    assert.match(
      problems.map(({ message }) => message).join(),
      /^The prompt of short: There is no column "subjct".*\{\{subject\}\}/,
    );
  });
});
