import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRowReader, type RowReader } from '../../../src/host/runs/rowReader';
import type { RowQuery } from '../../../src/host/runs/rowView';
import { userInstallation } from '../../../src/store/installation';
import { writeLargeRun } from '../../panel/largeRun';

const rows = 400;
const isChecked = (row: number) => row % 10 === 0 || row % 50 === 7;

describe('the rows of the grid', () => {
  let folder: string;
  let reader: RowReader;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-row-view-'));
    const run = await writeLargeRun(folder, rows);
    reader = createRowReader(
      () => run,
      () => Promise.reject(new Error('nobody asks')),
      () => Promise.resolve(userInstallation()),
    );
  });
  after(() => {
    reader.dispose();
    rmSync(folder, { recursive: true, force: true });
  });
  const page = (query: Partial<RowQuery>, offset = 0, limit = 1000) =>
    reader.page({ filter: 'all', offset, limit, ...query }, true);

  it('are those that a model answered', async () => {
    const { rows: found, models, total } = await page({ model: 'large' });
    assert.deepEqual(models, ['small', 'large']);
    assert.ok(found.every(({ row, model }) => isChecked(row) && model === 'large'));
    assert.equal(total, Array.from({ length: rows }, (_, row) => row).filter(isChecked).length);
  });

  it('are found by words of the row or of the answer, within the filter', async () => {
    assert.deepEqual(
      (await page({ search: ', 123' })).rows.map(({ row }) => row),
      [123],
    );
    const negative = await page({ search: 'NEGATIVE', filter: 'checked' });
    assert.ok(negative.total > 0 && negative.rows.every(({ row, answer }) => isChecked(row) && answer === 'negative'));
    assert.equal((await page({ search: 'nowhere' })).total, 0);
  });

  it('are sorted over all pages, and come back to the order of the file', async () => {
    const sort = { by: 'cost', isDescending: true } as const;
    const costs = (await page({ sort })).rows.map(({ costUsd = 0 }) => costUsd);
    assert.deepEqual(
      costs,
      costs.toSorted((a, b) => b - a),
    );
    const pages = [...(await page({ sort }, 0, 150)).rows, ...(await page({ sort }, 150, 250)).rows];
    assert.deepEqual(
      pages.map(({ row }) => row),
      (await page({ sort })).rows.map(({ row }) => row),
    );
    const answers = (await page({ sort: { by: 'answer', isDescending: false } })).rows.map(({ answer }) => answer);
    assert.equal(answers[0], 'negative');
    assert.equal(answers.at(-1), 'positive');
    assert.deepEqual(
      (await page({ sort: { by: 'row', isDescending: true } }, 0, 2)).rows.map(({ row }) => row),
      [rows - 1, rows - 2],
    );
    assert.deepEqual(
      (await page({}, 0, 2)).rows.map(({ row }) => row),
      [0, 1],
    );
  });

  it('tell how often each answer was given among those shown', async () => {
    const { answers, total, rows: found } = await page({ model: 'large' });
    const count = (text: string) => found.filter(({ answer }) => answer === text).length;
    assert.equal(answers?.distinct, 2);
    assert.equal(
      answers.most.reduce((sum, { rows: of }) => sum + of, answers.unanswered),
      total,
    );
    for (const { text, rows: of } of answers.most) assert.equal(of, count(text), text);
  });
});
