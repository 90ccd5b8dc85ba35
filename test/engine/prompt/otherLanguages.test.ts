// What other template languages fill in and this one does not: never sent unseen, and never taken for a column that happens to be called so.
import assert from 'node:assert/strict';
import { makePrompt } from '../../../src/engine/prompt/template';

const columns = ['text', 'id', 'doc', 'a | b', 'x - y', 'Name (short)'];
const told = (prompt: string) =>
  makePrompt(prompt, columns).problems.map(({ severity, message }) => `${severity}: ${message}`);
const fieldsOf = (prompt: string) => makePrompt(prompt, columns).prompt?.fields.map(({ name }) => name);

describe('class of what only another template language would fill in', () => {
  const refused: readonly (readonly [string, string])[] = [
    [
      '{{ text | upper }}',
      '{{text | upper}} applies a filter of another template language; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{text|default("none")}}',
      '{{text|default("none")}} applies a filter of another template language; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ doc.title | truncate(200) | trim }}',
      '{{doc.title | truncate(200) | trim}} applies a filter of another template language; only {{column}} is filled in. Write {{doc}}.',
    ],
    [
      '{{ text.upper() }}',
      '{{text.upper()}} calls a function, as another template language has it; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ len(text) }}',
      '{{len(text)}} calls a function, as another template language has it; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ text[:200] }}',
      '{{text[:200]}} takes a part, as another template language has it; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ text or "nothing" }}',
      '{{text or "nothing"}} is an expression of another template language; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ text if text else id }}',
      '{{text if text else id}} is an expression of another template language; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{ "a literal" }}',
      '{{"a literal"}} is a text of another template language; only {{column}} is filled in. Write \\{{ for literal braces.',
    ],
    [
      '{{#if text}}',
      '{{#if text}} is a statement of another template language; only {{column}} is filled in. Write {{text}}.',
    ],
    [
      '{{> partial}}',
      '{{> partial}} is a statement of another template language; only {{column}} is filled in. Write \\{{ for literal braces.',
    ],
    [
      '{{ row["text"] }}',
      'There is no column "row["text"]". The dataset has text, id, doc, a | b, x - y, Name (short). Did you mean {{text}}?',
    ],
  ];
  for (const [prompt, message] of refused)
    it(`refused between double braces: ${prompt}`, () => {
      assert.deepEqual(told(prompt), [`error: ${message}`]);
      assert.equal(fieldsOf(prompt), undefined);
    });

  const warned: readonly (readonly [string, string])[] = [
    ['{% if text %}', '{% if text %} is sent as it stands: only {{column}} is filled in.'],
    ['{%- for x in\n text -%}', '{%- for x in text -%} is sent as it stands: only {{column}} is filled in.'],
    ['<%= text %>', '<%= text %> is sent as it stands: only {{column}} is filled in.'],
    ['${text}', '${text} is sent as it stands: only {{column}} is filled in.'],
    ['{text}', '{text} in single braces is sent as it stands; write {{text}} to insert the column.'],
    ['{text!r:>10}', '{text!r:>10} in single braces is sent as it stands; write {{text}} to insert the column.'],
    ['#{text}', '#{text} in single braces is sent as it stands; write {{text}} to insert the column.'],
    ['%(text)s', '%(text)s is sent as it stands; write {{text}} to insert the column.'],
    ['[[ text ]]', '[[ text ]] is sent as it stands; write {{text}} to insert the column.'],
    ['$text', '$text is sent as it stands; write {{text}} to insert the column.'],
  ];
  for (const [literal, message] of warned)
    it(`told where it stands as it is: ${JSON.stringify(literal)}`, () => {
      const prompt = `{{id}}: ${literal}`;
      assert.deepEqual(told(prompt), [`warning: ${message}`]);
      const [problem] = makePrompt(prompt, columns).problems;
      assert.deepEqual([problem!.start, problem!.end], [8, 8 + literal.length]);
    });

  it('a column that is called so is that column, and a slip in its name is a slip', () => {
    assert.deepEqual(fieldsOf('{{a | b}} {{x - y}} {{Name (short)}}'), ['a | b', 'x - y', 'Name (short)']);
    assert.deepEqual(told('{{x - z}}'), [
      'error: There is no column "x - z". The dataset has text, id, doc, a | b, x - y, Name (short). Did you mean {{x - y}}?',
    ]);
    assert.deepEqual(fieldsOf('{{doc.a - b}} {{doc.first name}} {{doc.list[0]}} {{doc["key"]}}'), [
      'doc.a - b',
      'doc.first name',
      'doc.list[0]',
      'doc["key"]',
    ]);
  });

  it('prose, JSON, money and code say nothing', () => {
    for (const literal of [
      '{"a": 1}',
      'It costs $5 or $total.',
      'f(x) | g',
      '[[1, 2]]',
      '50 % (half)',
      '<text>',
      '{}',
      'a {b} c',
    ])
      assert.deepEqual(told(`{{id}} ${literal}`), [], literal);
  });
});
