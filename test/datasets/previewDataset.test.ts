import assert from 'node:assert/strict';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { previewDataset } from '../../src/datasets/previewDataset';
import type { DatasetPreview } from '../../src/protocol';

describe('previewDataset', () => {
  it('tells what each column seems to hold', async () => {
    const lines = Array.from({ length: 50 }, (_, row) =>
      [
        `Text ${String(row)}`,
        row / 4,
        row % 2 ? 'spam' : 'ham',
        row % 3 ? 'true' : '',
        `2024-01-${String((row % 28) + 1).padStart(2, '0')}`,
        '',
        `00${String(row)}`,
      ].join(','),
    );
    const csv = `text,score,label,flag,day,nothing,code\n${lines.join('\n')}\n`;
    const preview: DatasetPreview = await previewDataset(await openDatasetBytes('a.csv', Buffer.from(csv)), 3);
    assert.deepEqual(
      preview.columns.map(({ type }) => type),
      ['text', 'number', 'text', 'boolean', 'date', 'empty', 'text'],
    );
    assert.deepEqual(
      preview.columns.map(({ emptyCells }) => emptyCells),
      [0, 0, 0, 17, 0, 50, 0],
    );
    assert.deepEqual(preview.columns[2]!.fewValues, ['ham', 'spam']);
    assert.equal(preview.columns[0]!.fewValues, undefined);
    assert.equal(preview.rowCount, 50);
    assert.deepEqual(
      preview.rows,
      lines.slice(0, 3).map((line) => line.split(',')),
    );
  });

  it('passes the dataset’s warnings on', async () => {
    const preview = await previewDataset(await openDatasetBytes('a.csv', Buffer.from('a,\n1,2\n')), 3);
    assert.match(preview.problems.join(' '), /has no name/);
  });
});
