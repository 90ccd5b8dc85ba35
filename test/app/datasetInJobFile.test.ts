import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { datasetInJobFile } from '../../src/app/jobFile';

describe('the dataset that a job file names', () => {
  it('has slashes where Windows wrote the file', () => {
    assert.equal(datasetInJobFile('c:\\data\\in\\x.csv', 'C:\\data', win32), 'in/x.csv');
    assert.equal(datasetInJobFile('C:\\data\\x.csv', 'C:\\data\\jobs', win32), '../x.csv');
  });

  it('is named whole where it stands on another drive or share', () => {
    assert.equal(datasetInJobFile('D:\\x.csv', 'C:\\data', win32), 'D:/x.csv');
    assert.equal(datasetInJobFile('\\\\host\\share\\x.csv', 'C:\\data', win32), '//host/share/x.csv');
  });

  it('keeps a backslash that is part of a name elsewhere', () => {
    assert.equal(datasetInJobFile('/data/a\\b.csv', '/data', posix), 'a\\b.csv');
  });
});
