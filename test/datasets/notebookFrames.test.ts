import assert from 'node:assert/strict';
import { htmlTables } from '../../src/datasets/notebook/htmlTable';

const line = (tag: string, cells: readonly string[]) =>
  `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
const table = (
  heads: readonly (readonly string[])[],
  rows: readonly (readonly string[])[],
  bodyIndex: number,
  headTag = 'th',
) =>
  `<table><thead>${heads.map((head, at) => line(at === 0 ? 'th' : headTag, head)).join('')}</thead><tbody>${rows
    .map(
      (row) => `<tr>${row.map((cell, at) => (at < bodyIndex ? `<th>${cell}</th>` : `<td>${cell}</td>`)).join('')}</tr>`,
    )
    .join('')}</tbody></table>`;
const read = (html: string) => {
  const [found] = htmlTables(html);
  return found && [found.columns, ...found.rows];
};

describe('class of notebook tables that tell their types: the types are no part of the names, nor their marks of the values', () => {
  it('Polars: quotes of texts go, null is empty, numbers and lists stay', () => {
    const heads = [
      ['id', 'text', 'kind', 'when', 'tags'],
      ['i64', 'str', 'cat', 'datetime[μs]', 'list[str]'],
    ];
    const rows = [
      ['1', '&quot;say &quot;hi&quot;&quot;', '&quot;x&quot;', '2024-01-31 10:00:00', '[&quot;a&quot;, &quot;b&quot;]'],
      ['null', 'null', 'null', 'null', 'null'],
      ['3', '&quot;null&quot;', '&quot;&quot;', '2024-01-31 10:00:00', '[]'],
    ];
    assert.deepEqual(read(table(heads, rows, 0, 'td')), [
      ['id', 'text', 'kind', 'when', 'tags'],
      ['1', 'say "hi"', 'x', '2024-01-31 10:00:00', '["a", "b"]'],
      ['', '', '', '', ''],
      ['3', 'null', '', '2024-01-31 10:00:00', '[]'],
    ]);
  });

  it('Polars: a text that is cut off is told', () => {
    const html = table([['text'], ['str']], [['&quot;a rather long text that goes on…']], 0, 'td');
    assert.match(htmlTables(html)[0]!.losses.join(), /set_fmt_str_lengths/);
    assert.deepEqual(read(html), [['text'], ['a rather long text that goes on…']]);
  });

  it('R: <chr> and its relatives, row names that count from 1 go, others stay', () => {
    const heads = [
      ['', 'id', 'text'],
      ['', '&lt;int&gt;', '&lt;chr&gt;'],
    ];
    assert.deepEqual(
      read(
        table(
          heads,
          [
            ['1', '7', 'a'],
            ['2', '8', '"b"'],
          ],
          1,
        ),
      ),
      [
        ['id', 'text'],
        ['7', 'a'],
        ['8', '"b"'],
      ],
    );
    assert.deepEqual(
      read(
        table(
          heads,
          [
            ['Mazda RX4', '7', 'a'],
            ['Fiat', '8', 'b'],
          ],
          1,
        ),
      )![0],
      ['index', 'id', 'text'],
    );
    assert.deepEqual(read(table([['when'], ['&lt;S3: POSIXct&gt;']], [['2024']], 0)), [['when'], ['2024']]);
  });

  it('Julia: types go, and so does the column "Row" that counts', () => {
    const heads = [
      ['Row', 'id', 'text'],
      ['', 'Int64', 'String?'],
    ];
    assert.deepEqual(
      read(
        table(
          heads,
          [
            ['1', '7', 'a'],
            ['2', '8', 'missing'],
          ],
          1,
        ),
      ),
      [
        ['id', 'text'],
        ['7', 'a'],
        ['8', 'missing'],
      ],
    );
  });

  it('levels of a pandas heading that only look like types are names still', () => {
    assert.deepEqual(
      read(
        table(
          [
            ['a', 'b'],
            ['str', 'other'],
          ],
          [['1', '2']],
          0,
        ),
      )![0],
      ['a.str', 'b.other'],
    );
    assert.deepEqual(read(table([['str', 'date']], [['1', '2']], 0))![0], ['str', 'date']);
  });
});

describe("class of a frame's index: kept unless it only counts, so that answers join back", () => {
  const labelled = (labels: readonly string[]) =>
    read(
      table(
        [['', 'text']],
        labels.map((label) => [label, 'x']),
        1,
      ),
    )![0];

  it('numbers of a filtered frame, one that starts at 1, one that descends, and names', () => {
    for (const labels of [
      ['1005', '2041'],
      ['1', '2', '3'],
      ['0', '2', '3'],
      ['2', '1', '0'],
      ['a', 'b'],
      ['2024-01-01', '2024-01-02'],
      ['0', '0'],
    ])
      assert.deepEqual(labelled(labels), ['index', 'text'], labels.join());
  });

  it('0, 1, 2, ... is dropped, also where rows are left out in the middle', () => {
    assert.deepEqual(labelled(['0', '1', '2']), ['text']);
    assert.deepEqual(labelled(['0']), ['text']);
    assert.deepEqual(
      read(
        table(
          [['', 'text']],
          [
            ['0', 'a'],
            ['1', 'b'],
            ['...', '...'],
            ['98', 'y'],
            ['99', 'z'],
          ],
          1,
        ),
      )![0],
      ['text'],
    );
    assert.deepEqual(
      read(
        table(
          [['', 'text']],
          [
            ['5', 'a'],
            ['7', 'b'],
            ['...', '...'],
            ['98', 'y'],
            ['99', 'z'],
          ],
          1,
        ),
      )![0],
      ['index', 'text'],
    );
  });

  it('has its name where the frame gives it one', () => {
    const html = table(
      [
        ['', 'text'],
        ['ticket', ''],
      ],
      [
        ['1005', 'a'],
        ['2041', 'b'],
      ],
      1,
    );
    assert.deepEqual(read(html)![0], ['ticket', 'text']);
  });
});
