import assert from 'node:assert/strict';
import {
  datasetEndings,
  formatOfEnding,
  formats,
  isDatasetName,
  writtenFormat,
  writtenNames,
} from '../../src/datasets/formats';

describe('formats of datasets', () => {
  it('have every ending once, and results are written under those of formats that are written', () => {
    assert.equal(new Set(datasetEndings).size, datasetEndings.length);
    for (const ending of datasetEndings) {
      const format = formatOfEnding(ending)!;
      assert.ok([undefined, format].includes(writtenFormat(ending)), ending);
      const { ofResult } = formats[format];
      assert.ok(formats[ofResult].endings.length > 0, `${format} is delivered as ${ofResult}, which is not written`);
    }
    assert.equal(writtenFormat('feather'), undefined);
    assert.equal(writtenFormat('xlsm'), undefined);
  });

  it('know names of packed files, and no name that objects answer to', () => {
    for (const name of ['a.csv', 'A.CSV.GZ', 'b.parq', 'c.tab.zst', 'd.ipc']) assert.ok(isDatasetName(name), name);
    for (const name of ['csv', 'a.constructor', 'a.gz', 'a.csv.zip', 'a.ts']) assert.ok(!isDatasetName(name), name);
  });

  it('are named in sentences by one ending each', () => {
    assert.equal(writtenNames(), '.csv, .tsv, .jsonl, .json, .parquet or .xlsx');
    assert.equal(writtenNames('parquet'), '.csv, .tsv, .jsonl, .json or .xlsx');
  });
});
