import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { InputError } from '../../src/engine/inputError';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import type { Dialect } from '../../src/datasets/csv/dialect';
import { scanDelimited, splitRecord } from '../../src/datasets/csv/scanDelimited';
import { textStart } from '../../src/datasets/recordFile';
import { formatCell } from '../../src/datasets/resultCells';
import type { OpenedDataset } from '../../src/datasets/openedDataset';
import { nastyText } from './nastyText';
import { appendInMemory } from './appendInMemory';
import { tableOf } from './readTable';

const comma: Dialect = { delimiter: ',', hasQuotes: true, escape: '"', skipsSpace: false, newline: '\n' };

/** Opened, or undefined if refused with a sentence; anything else fails. */
async function opened(name: string, bytes: Uint8Array): Promise<OpenedDataset | undefined> {
  try {
    return await openDatasetBytes(name, bytes);
  } catch (error) {
    assert.ok(error instanceof InputError, String((error as Error).stack));
    assert.ok(error.message.startsWith(name), error.message);
    assert.match(error.message, /[.;)]/);
    return undefined;
  }
}

describe('any bytes', function () {
  // Thousands of cases; a busy machine takes its time.
  this.timeout(240_000);
  async function check(name: string, bytes: Uint8Array): Promise<boolean> {
    const dataset = await opened(name, bytes);
    if (!dataset?.text) return false;
    const { cells, columns } = await tableOf(dataset);
    const plain = await appendInMemory(dataset, [], () => []);
    const given = Buffer.from(bytes);
    const mark = dataset.text.file.layout.encoding.bomBytes;
    if (
      dataset.source.size === bytes.length &&
      dataset.packing === 'none' &&
      mark <= 3 &&
      !dataset.text.file.layout.encoding.name.includes('16')
    )
      assert.deepEqual(plain, given.subarray(mark));
    if (dataset.text.file.layout.encoding.name !== 'utf-8') return true;
    const answered = await openDatasetBytes(
      name,
      await appendInMemory(dataset, ['zzz'], (row) => [`x${String(row)}`]),
      { raggedRows: 'refuse' },
    );
    const after = await tableOf({ ...answered, columns: [...columns, 'zzz'] });
    after.cells.forEach((row, at) => {
      assert.deepEqual(row, [...cells[at]!, `x${String(at)}`]);
    });
    assert.equal(after.cells.length, cells.length);
    return true;
  }

  it('are read, given back byte for byte and answered beside, or refused with a sentence: 3,000 nasty texts', async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(nastyText, fc.constantFrom('f.csv', 'f.tsv', 'f.jsonl', 'f.json', 'f'), async (text, name) => {
        if (await check(name, Buffer.from(text))) read++;
      }),
      { numRuns: 3000 },
    );
    assert.ok(read > 100, `only ${String(read)} were readable`);
  });

  it('of no sense at all do no harm: 2,000 of them, some behind the first bytes of a known format', async () => {
    const starts = [
      '',
      '\x1f\x8b\x08\0',
      'PAR1',
      'PK\x03\x04',
      '\xff\xfe',
      '\xfe\xff',
      '\xef\xbb\xbf',
      '[{"a":',
      '{"a":1}\n',
      'a,b\n',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), async (start, bytes) => {
        await opened('f.csv', Buffer.concat([Buffer.from(start, 'latin1'), bytes]));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('delimited text', function () {
  // Thousands of cases; a busy machine takes its time.
  this.timeout(240_000);
  const table = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 6 })).chain(([width, height]) =>
    fc.array(fc.array(nastyText, { minLength: width, maxLength: width }), {
      minLength: height,
      maxLength: height,
    }),
  );
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    hasQuotes: fc.constant(true),
    escape: fc.constantFrom('"' as const, '\\' as const),
    skipsSpace: fc.constant(false),
    newline: fc.constantFrom('\n' as const, '\r' as const),
  });

  function scanned(text: string, of: Dialect): string[][] {
    const bytes = Buffer.from(text);
    const records: string[][] = [];
    const scanner = scanDelimited(
      of,
      '',
      (start, end, _line, cells) => {
        records.push(splitRecord(bytes.toString('utf8', start, end), of));
        assert.equal(records.at(-1)!.length, cells);
      },
      textStart,
    );
    scanner.push(bytes);
    scanner.end();
    return records;
  }

  it('says back what it was told, in any dialect: 3,000 tables', () => {
    fc.assert(
      fc.property(table, dialect, fc.boolean(), (rows, of, quotesAll) => {
        const format = { dialect: of, quotesAll };
        const text = rows.map((row) => row.map((cell) => formatCell(cell, format)).join(of.delimiter)).join(of.newline);
        assert.deepEqual(scanned(text, of), rows);
      }),
      { numRuns: 3000 },
    );
  });

  it('is read as csv-parse reads it: 4,000 texts', () => {
    let agreed = 0;
    fc.assert(
      fc.property(nastyText, (text) => {
        const options = {
          relax_column_count: true,
          relax_quotes: false,
          record_delimiter: ['\r\n', '\n'],
          skip_empty_lines: true,
        };
        let expected: string[][];
        try {
          // Half a line end at the very end is none of the text's; csv-parse keeps it.
          expected = parse(text.replace(/\r$/, ''), options);
        } catch {
          // Stricter than we are about quotes inside plain cells.
          return;
        }
        assert.deepEqual(scanned(text, comma), expected);
        agreed++;
      }),
      { numRuns: 4000 },
    );
    assert.ok(agreed > 500, String(agreed));
  });
});

describe('rows by index', function () {
  // Thousands of cases; a busy machine takes its time.
  this.timeout(240_000);
  const lines = Array.from({ length: 5000 }, (_, row) => `${String(row)},"text ${String(row)}\nü"`);
  const csv = `id,text\n${lines.join('\n')}\n`;
  const files: readonly [string, Buffer][] = [
    ['a.csv', Buffer.from(csv)],
    ['a.csv.gz', gzipSync(csv)],
    ['b.csv', iconv.encode(csv, 'utf-16le', { addBOM: true })],
    ['c.csv', iconv.encode(csv, 'windows-1252')],
    [
      'a.json',
      Buffer.from(
        JSON.stringify(
          lines.map((text, id) => ({ id, text })),
          null,
          1,
        ),
      ),
    ],
    ['a.jsonl', Buffer.from(lines.map((text, id) => JSON.stringify({ id, text })).join('\n'))],
  ];
  for (const [name, bytes] of files) {
    it(`are those and no others, in order, with their lines: ${name}`, async () => {
      const dataset = await openDatasetBytes(name, bytes);
      const all = await tableOf(dataset);
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(fc.integer({ min: 0, max: lines.length - 1 }), { maxLength: 30 }),
          async (wanted) => {
            const indices = Uint32Array.from(wanted).sort();
            const met: (string | number | undefined)[][] = [];
            for await (const row of dataset.rows(indices)) met.push([row.index, row.line, row.get('id')]);
            assert.deepEqual(
              met,
              Array.from(indices, (index) => [index, all.lines[index], String(index)]),
            );
          },
        ),
        { numRuns: 15 },
      );
      const outOfRange = dataset.rows([lines.length])[Symbol.asyncIterator]();
      await assert.rejects(outOfRange.next(), RangeError);
    });
  }
});

describe('JSON records', function () {
  // Thousands of cases; a busy machine takes its time.
  this.timeout(240_000);
  it('keep their fields and take more, whatever they hold: 1,000 files', async () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const record = fc.dictionary(fc.string({ unit: 'binary' }), value, {
      minKeys: 1,
      maxKeys: 5,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.constantFrom(undefined, 0, 2, '\t'),
        async (records, indent) => {
          const objects = JSON.parse(JSON.stringify(records)) as Record<string, unknown>[];
          const text =
            indent === undefined
              ? objects.map((each) => JSON.stringify(each)).join('\n')
              : JSON.stringify(objects, null, indent);
          const dataset = await openDatasetBytes(indent === undefined ? 'f.jsonl' : 'f.json', Buffer.from(text));
          for await (const row of dataset.rows())
            for (const column of dataset.columns) {
              const fields = new Map(Object.entries(objects[row.index]!));
              const expected = fields.get(column);
              const got = row.get(column);
              if (typeof expected === 'string') assert.equal(got, expected);
              else if (expected === null || expected === undefined) assert.equal(got, undefined);
              else assert.deepEqual(JSON.parse(got!), expected);
            }
          const output = (await appendInMemory(dataset, ['zzz\n'], (row) => [row])).toString();
          const after = (
            indent === undefined ? output.split('\n').map((line) => JSON.parse(line) as unknown) : JSON.parse(output)
          ) as unknown[];
          assert.deepEqual(
            after,
            objects.map((each, row) => ({ ...each, 'zzz\n': row })),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
