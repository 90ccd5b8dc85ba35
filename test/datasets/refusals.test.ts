import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { InputError } from '../../src/engine/inputError';
import { readTable } from './readTable';

describe('openDataset, on delimited text that cannot be read faithfully,', () => {
  const refused: readonly [title: string, content: string | Uint8Array, message: RegExp][] = [
    ['an empty file', '', /^x\.csv is empty/],
    ['blank lines only', '\n\n', /^x\.csv is empty/],
    ['column names only', 'id,text\n', /has column names but no rows/],
    [
      'a row that is too long',
      'id,text\n1,a\n2,b,c\n',
      /^x\.csv, line 3: 3 cells where the header names 2; put quotes/,
    ],
    [
      'a row that is too short',
      'id,text\n1,a\n2\n3\n',
      /line 3: 1 cell where the header names 2 \(and 1 more such row\); add/,
    ],
    ['an unclosed quote', 'id,text\n1,a\n2,"b\n3,c\n', /line 3: the quote opened here is never closed/],
    ['text after a closing quote', 'id,text\n1,"a" b\n', /line 2: text follows a closing quote/],
    ['text after a closing quote of an earlier line', 'id,text\n1,"a\nb" c\n', /line 3: .*began on line 2/],
    ['two columns of one name', 'id,text,id\n1,a,2\n', /line 1: the column name "id" stands twice \(columns 1 and 3\)/],
    ['zero bytes', 'id,text\n1,a\0\n', /line 2: a zero byte/],
    [
      'a mix of encodings',
      Buffer.from('id,text\n1,na\xc3\xafve\n2,na\xefve\n', 'latin1'),
      /line 3: bytes that are not UTF-8/,
    ],
    ['cut-off gzip', gzipSync('id,text\n1,good\n').subarray(0, 25), /gzip data is cut off/],
    ['a PDF', '%PDF-1.4\n', /is a PDF/],
    ['gzipped Parquet', gzipSync(`PAR1${'\0'.repeat(40)}PAR1`), /is a Parquet file packed with gzip.*unpack it/],
    ['Parquet of nonsense', `PAR1${'\0'.repeat(40)}PAR1`, /^x\.csv: this Parquet file cannot be read \(it is damaged/],
    ['broken UTF-16', iconv.encode('\ufeffa,b\n1,\ud800x\n', 'utf-16le'), /line 2: not valid UTF-16LE/],
  ];
  for (const [title, content, message] of refused) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(readTable('x.csv', content), (error: Error) => {
        assert.ok(error instanceof InputError, String(error.stack));
        assert.match(error.message, message);
        return true;
      });
    });
  }
});
