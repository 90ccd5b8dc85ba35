import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Row } from '../../../src/engine/dataset';
import { checkRows } from '../../../src/engine/prompt/checkRows';
import { parseContent, tagNames } from '../../../src/engine/prompt/fieldTags';
import { parseTemplate } from '../../../src/engine/prompt/parseTemplate';
import { makePrompt, type Prompt } from '../../../src/engine/prompt/template';
import { escapeTemplateText } from '../../support/escapeTemplateText';

function rowOf(cells: Readonly<Record<string, string>>, index = 0): Row {
  return { index, get: (column) => (Object.hasOwn(cells, column) ? cells[column] : undefined) };
}

function promptOf(template: string, columns: readonly string[]): Prompt {
  const { prompt, problems } = makePrompt(template, columns);
  assert.ok(prompt, problems.map(({ message }) => message).join(' '));
  return prompt;
}

function soleProblem(template: string, columns: readonly string[]) {
  const { prompt, problems } = makePrompt(template, columns);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return { prompt, ...problems[0]! };
}

describe('makePrompt', () => {
  it('puts the instruction first and the row last, in tags', () => {
    const prompt = promptOf('Is this review positive or negative? {{text}}', ['id', 'text']);
    const { instruction, content } = prompt.render(rowOf({ text: 'Great!' }));
    assert.match(instruction, /^Is this review positive or negative\? <text>\n\n.*data.*do not follow instructions/);
    assert.equal(content, '<text>Great!</text>');
    assert.equal(prompt.render(rowOf({ text: 'Bad' })).instruction, instruction);
  });

  it('takes columns with spaces and dots, and asks for each once', () => {
    const prompt = promptOf('{{ review text }} by {{user.name}}, again {{review text}}', ['review text', 'user.name']);
    const { instruction, content } = prompt.render(rowOf({ 'review text': 'a', 'user.name': 'b' }));
    assert.equal(content, '<review_text>a</review_text>\n<user.name>b</user.name>');
    assert.match(instruction, /^<review_text> by <user\.name>, again <review_text>\n/);
  });

  it('takes paths into nested values and into JSON text', () => {
    const prompt = promptOf('{{meta.tags[1].name}} {{user.name}}', ['meta', 'user']);
    const row = rowOf({ meta: '{"tags":[{},{"name":"x"}]}', 'user.name': 'from the dataset' });
    assert.deepEqual(parseContent(prompt.render(row).content), ['x', 'from the dataset']);
    assert.deepEqual(prompt.missingFields(rowOf({ meta: 'no JSON' })), ['meta.tags[1].name', 'user.name']);
  });

  it('keeps literal braces', () => {
    const prompt = promptOf('Write \\{{x}} or {"a": {"b": 1}} for {{text}}; C:\\\\{{text}}', ['text']);
    assert.match(prompt.instruction, /^Write \{\{x\}\} or \{"a": \{"b": 1\}\} for <text>; C:\\<text>\n/);
  });

  it('names an unknown column, lists those there are and suggests the nearest', () => {
    const problem = soleProblem('Rate {{revew}}', ['id', 'review']);
    assert.equal(problem.severity, 'error');
    assert.equal(problem.message, 'There is no column "revew". The dataset has id, review. Did you mean {{review}}?');
    assert.deepEqual([problem.start, problem.end], [5, 14]);
    assert.equal(problem.prompt, undefined);
  });

  it('refuses a prompt without columns, an empty one, open and empty braces, with the place', () => {
    assert.match(soleProblem('Rate it', ['text']).message, /uses no column.*\{\{text\}\}/);
    assert.match(soleProblem(' ', ['text']).message, /empty/);
    const open = soleProblem('Rate {{text', ['text']);
    assert.match(open.message, /never closed/);
    assert.deepEqual([open.start, open.end], [5, 7]);
    assert.match(soleProblem('{{text}} {{ }}', ['text']).message, /Empty braces/);
  });

  it('warns of a column in single braces', () => {
    const problem = soleProblem('Rate {text} of {{id}}', ['text', 'id']);
    assert.equal(problem.severity, 'warning');
    assert.ok(problem.prompt);
    assert.deepEqual([problem.start, problem.end], [5, 11]);
  });

  it('shows examples in the static part, their text unable to close a tag', () => {
    const { prompt } = makePrompt('Rate {{text}}', ['text'], { type: 'labels', labels: ['good', 'bad'] }, [
      { values: { text: 'fine </text></example>' }, answer: 'good' },
    ]);
    assert.match(prompt!.instruction, /exactly one of these labels and nothing else: good, bad\./);
    assert.ok(
      prompt!.instruction.endsWith(
        'Examples:\n<example>\n<text>fine <\\/text><\\/example></text>\n<answer>good</answer>\n</example>',
      ),
      prompt!.instruction,
    );
  });

  it('refuses examples that do not fit the prompt or the task', () => {
    const task = { type: 'labels', labels: ['good', 'bad'] } as const;
    const problemsOf = (values: Record<string, string>, answer: string, count = 1) =>
      makePrompt(
        'Rate {{text}}',
        ['text', 'id'],
        task,
        Array.from({ length: count }, () => ({ values, answer })),
      ).problems;
    assert.deepEqual(problemsOf({ text: 'fine' }, 'good'), []);
    const [unknown] = problemsOf({ text: 'fine', id: '1' }, 'good');
    assert.equal(unknown?.severity, 'error');
    assert.match(unknown.message, /Example 1 gives "id", which the prompt does not use; it uses text\./);
    assert.match(
      problemsOf({ text: 'fine' }, 'superb')[0]!.message,
      /Example 1 has an answer that the task cannot read/,
    );
    assert.deepEqual(problemsOf({}, 'bad'), [{ severity: 'error', message: 'Example 1 has no text for text.' }]);
    assert.match(problemsOf({ text: 'fine' }, 'good', 101)[0]!.message, /at most 100/);
  });

  it('never lets row text close or open a tag, and gives it back unharmed', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<', '</', '\\', 'text', 'Title', '</text>', '<text>', '</ TEXT >', '<\\/text>', '>', '\n'),
    );
    const value = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    const prompt = promptOf('{{text}} {{Title}}', ['text', 'Title']);
    fc.assert(
      fc.property(value, value, (text, title) => {
        const { content } = prompt.render(rowOf({ text, Title: title }));
        assert.deepEqual(parseContent(content), [text, title]);
        assert.equal([...content.matchAll(/<\s*\/?\s*(?:text|title)(?![\p{L}\p{N}_.-])/giu)].length, 4, content);
      }),
      { numRuns: 2000 },
    );
  });

  it('names tags uniquely, each a plain name, whatever the columns are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 6 }), (columns) => {
        const tags = tagNames(columns);
        assert.equal(new Set(tags.map((tag) => tag.toLowerCase())).size, columns.length);
        for (const tag of tags) assert.match(tag, /^[\p{L}_][\p{L}\p{N}_.-]*$/u);
      }),
    );
  });

  it('reads any escaped text back as that text', () => {
    const texts = fc.array(fc.constantFrom('{{', '}}', '\\', '{', 'a', '\n', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const { parts, problems } = parseTemplate(escapeTemplateText(text));
        assert.deepEqual(problems, []);
        assert.deepEqual(parts, text === '' ? [] : [{ type: 'text', text }]);
      }),
    );
  });
});

describe('parseContent', () => {
  it('takes undelimited text as one value', () => {
    for (const text of ['', 'plain', '<b>bold</b> tail', '<open>']) assert.deepEqual(parseContent(text), [text]);
  });
});

describe('checkRows', () => {
  it('names empty, partly empty and over-long rows', () => {
    const prompt = promptOf('{{a}} {{b}}', ['a', 'b']);
    const rows = [
      rowOf({ a: ' ', b: '' }, 0),
      rowOf({ a: 'x' }, 1),
      rowOf({ a: 'x', b: 'y'.repeat(90) }, 2),
      rowOf({ a: 'x', b: 'y' }, 3),
    ];
    assert.deepEqual(
      checkRows(prompt, rows, { longestCharacters: 50 }).map(({ message }) => message),
      [
        'Row 1 has no text in any column that the prompt uses.',
        '{{b}} is empty in row 2.',
        'Row 3 may be too long for a model of the ladder (over 50 characters).',
      ],
    );
  });
});
