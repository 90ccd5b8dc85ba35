import assert from 'node:assert/strict';
import { lossInEnglish } from '../../src/engine/tableLoss';
import { notebookTables } from '../../src/datasets/notebook/notebookTables';
import { htmlTables } from '../../src/datasets/notebook/htmlTable';
import { tableOf } from './htmlTableOf';

const read = (html: string) => {
  const [found] = htmlTables(html);
  return found && [found.columns, ...found.rows];
};

describe('finding 15, class of notebook tables that tell their types: the types are no part of the names, nor their marks of the values', () => {
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
    assert.deepEqual(read(tableOf(heads, rows, 0, 'td')), [
      ['id', 'text', 'kind', 'when', 'tags'],
      ['1', 'say "hi"', 'x', '2024-01-31 10:00:00', '["a", "b"]'],
      ['', '', '', '', ''],
      ['3', 'null', '', '2024-01-31 10:00:00', '[]'],
    ]);
  });

  it('Polars: a text that is cut off is told', () => {
    const html = tableOf([['text'], ['str']], [['&quot;a rather long text that goes on…']], 0, 'td');
    assert.match(htmlTables(html)[0]!.losses.map(lossInEnglish).join(), /set_fmt_str_lengths/);
    assert.deepEqual(read(html), [['text'], ['a rather long text that goes on…']]);
  });

  it('R: <chr> and its relatives, row names that count from 1 go, others stay', () => {
    const heads = [
      ['', 'id', 'text'],
      ['', '&lt;int&gt;', '&lt;chr&gt;'],
    ];
    assert.deepEqual(
      read(
        tableOf(
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
        tableOf(
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
    assert.deepEqual(read(tableOf([['when'], ['&lt;S3: POSIXct&gt;']], [['2024']], 0)), [['when'], ['2024']]);
  });

  it('Julia: types go, and so does the column "Row" that counts', () => {
    const heads = [
      ['Row', 'id', 'text'],
      ['', 'Int64', 'String?'],
    ];
    assert.deepEqual(
      read(
        tableOf(
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
        tableOf(
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
    assert.deepEqual(read(tableOf([['str', 'date']], [['1', '2']], 0))![0], ['str', 'date']);
  });
});

describe("finding 19, class of a frame's index: kept unless it only counts, so that answers join back", () => {
  const labelled = (labels: readonly string[]) =>
    read(
      tableOf(
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

  it('0, 1, 2, ... is dropped, but where rows are left out in the middle it tells which are shown', () => {
    assert.deepEqual(labelled(['0', '1', '2']), ['text']);
    assert.deepEqual(labelled(['0']), ['text']);
    assert.deepEqual(
      read(
        tableOf(
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
      ),
      [
        ['index', 'text'],
        ['0', 'a'],
        ['1', 'b'],
        ['98', 'y'],
        ['99', 'z'],
      ],
    );
    assert.deepEqual(
      read(
        tableOf(
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
    const html = tableOf(
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

describe('class of what an output does not show: told, with the length of the whole table where the output knows it', () => {
  const shown = (count: number, typed: readonly (readonly string[])[] = [['', 'text']]) =>
    tableOf(
      typed,
      Array.from({ length: count }, (_, row) => [String(row), 'x']),
      1,
    );
  const lossesOf = (html: string, plain = '') =>
    notebookTables([{ kind: 'code', text: 'df', outputs: [{ 'text/html': html, 'text/plain': plain }] }], [0])[0]!
      .losses;
  const lost = [{ what: 'rows', shown: 3, of: 5000 }];

  it("pandas' footer, Polars' shape, R's caption, Julia's line, Spark's remark, and the plain rendering", () => {
    assert.deepEqual(lossesOf(`<div>${shown(3)}<p>5000 rows × 1 columns</p></div>`), lost);
    assert.deepEqual(lossesOf(`<div><small>shape: (5_000, 1)</small>${shown(3)}</div>`), lost);
    const captioned = shown(3).replace('<table>', '<table><caption>A data.frame: 5000 × 1</caption>');
    assert.deepEqual(lossesOf(captioned), lost);
    assert.deepEqual(lossesOf(`<div><div><span>5000×1 DataFrame</span></div><div>${shown(3)}</div></div>`), lost);
    assert.deepEqual(lossesOf(`<div>${shown(3)}only showing top 3 rows</div>`), [{ what: 'rows', shown: 3 }]);
    assert.deepEqual(lossesOf(shown(3), '0 x\n1 x\n2 x\n\n[5000 rows x 1 columns]'), lost);
  });

  it('a table that is shown whole loses nothing, and one of two tables is told by its own words alone', () => {
    assert.deepEqual(lossesOf(`<div>${shown(3)}<p>3 rows × 1 columns</p></div>`), []);
    const [first, second] = htmlTables(
      `<div><div>${shown(3)}<p>5000 rows × 1 columns</p></div><div>${shown(2)}<p>2 rows × 1 columns</p></div></div>`,
    );
    assert.deepEqual([first!.losses, second!.losses], [lost, []]);
  });

  it("R's and Julia's marks of what is left out are no rows", () => {
    const rows = [
      ['1', 'a'],
      ['⋮', '⋮'],
      ['60', 'b'],
    ];
    const [found] = htmlTables(tableOf([['', 'text']], rows, 1));
    assert.deepEqual(found!.rows, [
      ['1', 'a'],
      ['60', 'b'],
    ]);
    assert.deepEqual(found!.losses, [{ what: 'rows', shown: 2 }]);
  });

  it('columns that are left out', () => {
    const html = `<div>${tableOf([['', 'a', '...', 'z']], [['0', '1', '...', '2']], 1)}<p>1 rows × 40 columns</p></div>`;
    assert.deepEqual(lossesOf(html), [{ what: 'columns', shown: 2, of: 40 }]);
  });
});
