import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { readCsvRecords } from '../../src/datasets/csvRecords';
import { readRecorded } from '../../src/datasets/recorded';

const folder = mkdtempSync(join(tmpdir(), 'smart-recorded-'));
const write = (items: string, outputs: string) => {
  writeFileSync(join(folder, 'items.csv'), items);
  writeFileSync(join(folder, 'outputs.csv'), outputs);
};
after(() => {
  rmSync(folder, { recursive: true });
});

describe('recorded folders', () => {
  it('are read with what is unknown kept unknown', () => {
    write(
      'id,text\n1,one\n2,"two, too"\n',
      'id,model,output,cost,confidence\n1,m,yes,0.5,\n2,m,no,,0.25\n2,n,no,0.1,\n1,n,,0.1,\n',
    );
    const { ids, texts, models } = readRecorded(folder);
    assert.deepEqual(
      [ids, texts],
      [
        ['1', '2'],
        ['one', 'two, too'],
      ],
    );
    const [m, n] = models;
    assert.deepEqual(m!.outputs, ['yes', 'no']);
    assert.deepEqual(
      [[...m!.costs], [...m!.confidences]],
      [
        [0.5, NaN],
        [NaN, 0.25],
      ],
    );
    assert.deepEqual([n!.outputs, n!.meanCost], [[undefined, 'no'], 0.1]);
  });

  it('may be gzipped, with a byte order mark and any line ends', () => {
    writeFileSync(join(folder, 'some.csv'), gzipSync('\uFEFFid,text\r\n1,a\r\n\r\n2,b'));
    const seen: string[] = [];
    readCsvRecords(join(folder, 'some.csv')).forEach((cells) => seen.push(cells.join('|')));
    assert.deepEqual(seen, ['1|a', '2|b']);
  });

  it('count confidences that are none as unknown, and say so', () => {
    write('id\n1\n2\n', 'id,model,output,confidence\n1,m,a,-2.3\n2,m,a,1.0000001\n');
    const { models, warnings } = readRecorded(folder);
    assert.deepEqual([...models[0]!.confidences], [NaN, 1]);
    assert.match(warnings[0]!, /outputs\.csv: 1 confidences outside/);
  });

  it('are refused with file, line and mend', () => {
    const items = 'id,text\n1,one\n2,two\n';
    const cases: [string, string, RegExp][] = [
      ['', 'id,model,output\n1,m,x\n', /items\.csv has no rows/],
      [
        'name,text\n1,one\n',
        'id,model,output\n1,m,x\n',
        /items\.csv, line 1: the column "id" is missing; found name, text/,
      ],
      ['id,text\n1,one\n\n1,two\n', 'id,model,output\n1,m,x\n', /items\.csv, line 4: id "1" stands here a second time/],
      ['id,text\n1,"one\nmore"\n1,two\n', 'id,model,output\n1,m,x\n', /items\.csv, line 4: id "1" stands/],
      [items, 'id,model,output\n1,m,x\n3,m,x\n', /outputs\.csv, line 3: id "3" is not in .*items\.csv; remove/],
      [items, 'id,model,output\n1,m,x\n1,m,y\n', /outputs\.csv, line 3: a second output of m for id "1"/],
      [items, 'id,model,output,cost\n1,m,x,cheap\n', /outputs\.csv, line 2: cost "cheap" is not a number/],
      [items, 'id,model,output,cost\n1,m,x,-1\n', /outputs\.csv, line 2: cost "-1" is not a number of at least 0/],
      [items, 'id,model,output\n1,m,x,y\n', /outputs\.csv, line 2: 4 cells where the header has 3; quote/],
      [items, 'id,model,output\n1,m,"x\n', /outputs\.csv, line 2 is not CSV: Quote Not Closed/],
      [items, 'id,model,output\n1,,x\n', /outputs\.csv, line 2: the model is missing/],
    ];
    for (const [left, right, wanted] of cases) {
      write(left, right);
      assert.throws(() => readRecorded(folder), { name: 'InputError', message: wanted });
    }
  });
});

describe('CSV records', () => {
  it('come back as they were written, quoted or not', () => {
    const file = join(folder, 'round.csv');
    const cell = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', ' ') }));
    const table = fc
      .nat(3)
      .chain((more) =>
        fc.array(fc.array(cell, { minLength: more + 2, maxLength: more + 2 }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, (records) => {
        const header = records[0]!.map((_, i) => `c${String(i)}`);
        writeFileSync(file, stringify([header, ...records]));
        const seen: string[][] = [];
        readCsvRecords(file).forEach((cells) => seen.push([...cells]));
        assert.deepEqual(seen, records);
      }),
    );
  });
});
