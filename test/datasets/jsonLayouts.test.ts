// Layouts of JSON that are no array of objects: read as the rows that they mean, on one line as on many, or refused with a mend.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { readTable } from './readTable';

const spellings = (value: unknown) => [JSON.stringify(value), JSON.stringify(value, undefined, 2)];

async function reads(value: unknown, columns: readonly string[], cells: readonly (readonly (string | undefined)[])[]) {
  for (const text of spellings(value)) {
    const table = await readTable('a.json', text);
    assert.deepEqual([...table.columns], columns, text);
    assert.deepEqual(table.cells, cells, text);
    assert.ok(table.dataset.warnings.length > 0, 'what was understood is told');
  }
}

async function refuses(content: unknown, message: RegExp, name = 'a.json') {
  for (const text of typeof content === 'string' ? [content] : spellings(content))
    await assert.rejects(readTable(name, text), (error: Error) => {
      assert.ok(error instanceof InputError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
}

const idAndText = ['id', 'text'];
const rows = [
  ['1', 'a'],
  ['2', 'b'],
];

describe('class of wrapped lists: one rule on one line and on many', () => {
  it('a list inside objects, with its path', async () => {
    const list = [
      { id: 1, text: 'a' },
      { id: 2, text: 'b' },
    ];
    await reads({ data: { items: list } }, idAndText, rows);
    await reads({ count: 2, next: null, results: list }, idAndText, rows);
    await reads({ hits: { total: 2, hits: list } }, idAndText, rows);
    await refuses(
      { dataset: { train: list, test: list } },
      /several lists of objects \(dataset\.train, dataset\.test\)/,
    );
  });

  it('an empty list is no row', async () => {
    await refuses({ data: [] }, /has no rows: its list "data" is empty/);
    await refuses({ count: 0, results: [] }, /its list "results" is empty/);
    await refuses({ status: 'ok', items: [] }, /its list "items" is empty/);
  });
});

describe('class of columns and rows that stand apart', () => {
  it('names in one list, rows in another, under the names that services use', async () => {
    const values = [
      [1, 'a'],
      [2, 'b'],
    ];
    await reads({ columns: idAndText, rows: values }, idAndText, rows);
    await reads({ headers: idAndText, values }, idAndText, rows);
    await reads({ fields: [{ name: 'id' }, { name: 'text' }], data: values }, idAndText, rows);
    await reads({ columns: idAndText, index: [0, 1], data: values }, idAndText, rows);
    await reads(
      {
        columns: [
          ['a', 1],
          ['b', 2],
        ],
        data: values,
      },
      ['a,1', 'b,2'],
      rows,
    );
    const deep = JSON.parse(`${'['.repeat(300)}1${']'.repeat(300)}`) as unknown;
    // No name: what else it is read as, it is no fault of the program.
    await assert.doesNotReject(readTable('a.json', JSON.stringify({ columns: [deep, 'text'], data: values })));
    await refuses({ columns: idAndText, data: [[1, 'a'], [2]] }, /"data" with another number of values than "columns"/);
  });

  it('one column of pandas, by split and by default', async () => {
    await reads({ name: 'text', index: [0, 1], data: ['a', 'b'] }, ['text'], [['a'], ['b']]);
    await reads(
      { name: null, index: [5, 7], data: ['a', 'b'] },
      ['index', 'text'],
      [
        ['5', 'a'],
        ['7', 'b'],
      ],
    );
    await reads({ 0: 'a', 1: 'b' }, ['text'], [['a'], ['b']]);
    await reads({ 0: 1.5, 1: null }, ['value'], [['1.5'], [undefined]]);
  });

  it('columns that tell their names, as older Polars writes them', async () => {
    const columns = [
      { name: 'id', datatype: 'Int64', values: [1, 2] },
      { name: 'text', datatype: 'String', values: ['a', 'b'] },
    ];
    await reads({ columns }, idAndText, rows);
  });

  it('cells that hold lists of objects do not hide the table', async () => {
    const { columns, cells } = await readTable('a.json', '{"text":{"0":"a"},"tags":{"0":[{"x":1}]}}');
    assert.deepEqual(
      [[...columns], ...cells],
      [
        ['text', 'tags'],
        ['a', '[{"x":1}]'],
      ],
    );
  });

  it('lists that are no columns, and lists of lists without names', async () => {
    await refuses({ id: [1, 2, 3], text: ['a', 'b'] }, /lists of different lengths \(id: 3, text: 2\)/);
    await refuses(
      [
        [1, 'a'],
        [2, 'b'],
      ],
      /list of lists whose first one does not name the columns/,
    );
  });
});

describe('class of what is no JSON: the mistake by its name', () => {
  const members: readonly (readonly [text: string, message: RegExp, name?: string])[] = [
    ['[{"text":"a","x":NaN}]', /NaN and Infinity are no JSON; write null/],
    ['{"text":"a","x":-Infinity}\n', /NaN and Infinity/, 'a.jsonl'],
    ["[{'text': 'a'}]", /Python, not JSON; write it anew with json\.dumps/],
    ['{"text":"a","x":None}\n', /Python, not JSON/, 'a.jsonl'],
    ['[{text: "a"}]', /JavaScript, not JSON/],
    ['{"text":"a"},\n{"text":"b"},\n', /no comma between them/, 'a.jsonl'],
    ['[{"text":"a"},{"text":"b"},]', /remove the comma in front of it/],
    ['{"text":"a",}\n', /a comma too many/, 'a.jsonl'],
    ['{"text":"a"}{"text":"b"}', /several values stand on one line/],
    ['{"text":"a"}\r{"text":"b"}\r', /lines end in CR alone/, 'a.jsonl'],
    ['{\n "text": "a"\n}\n{\n "text": "b"\n}\n', /over several lines/, 'a.jsonl'],
    ['{"text":"a"}\n\ufeff{"text":"b"}\n', /byte order mark stands inside/, 'a.jsonl'],
    ['var data = [{"text":"a"}];', /is JavaScript, not JSON/],
    ['callback([{"text":"a"}]);', /is JavaScript, not JSON/],
    ['window.YTD.tweets.part0 = [ {"text":"a"} ]', /is JavaScript, not JSON/, 'tweets.js'],
    ['[{"text":"a"},"b"]', /a text where an object should be/],
  ];
  for (const [text, message, name] of members) it(JSON.stringify(text), () => refuses(text, message, name));

  it('a text that holds such words is no mistake', async () => {
    const { cells } = await readTable('a.jsonl', '{"text":"[NaN, None] {x: 1},"}\n');
    assert.deepEqual(cells, [['[NaN, None] {x: 1},']]);
  });
});
