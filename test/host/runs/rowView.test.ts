import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRowReader, type RowReader } from '../../../src/host/runs/rowReader';
import type { RowQuery } from '../../../src/host/runs/rowView';
import { keepCorrection } from '../../../src/store/correctionsFile';
import { userInstallation } from '../../../src/store/installation';
import { writeLargeRun } from '../../panel/largeRun';

const rows = 400;
const isChecked = (row: number) => row % 10 === 0 || row % 50 === 7;

describe('the rows of the grid', () => {
  let folder: string;
  let reader: RowReader;
  let run: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-row-view-'));
    run = await writeLargeRun(folder, rows);
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
  const page = (query: Partial<RowQuery>, offset = 0, limit = 1000, isSideBySide = false) =>
    reader.page({ filter: 'all', offset, limit, ...query, ...(isSideBySide && { withAnswers: true }) }, true);

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

  it('bring every model beside the others where that is wanted, and whether each counts as the reference', async () => {
    const { rows: found, ladder } = await page({}, 0, 63, true);
    assert.deepEqual(ladder, ['small', 'large']);
    for (const { row, answers } of found) {
      const key = row % 2 === 0 ? 'positive' : 'negative';
      const text = row % 31 === 0 ? 'negative' : key;
      assert.deepEqual(
        answers,
        isChecked(row) ? [{ text, isSame: text === key }, { text: key }] : [{ text }, {}],
        String(row),
      );
    }
    assert.equal((await page({}, 0, 1)).rows[0]!.answers, undefined);
  });

  it("show what a user corrected, apart from the models' answers", async () => {
    assert.equal((await page({})).corrections, undefined);
    await keepCorrection(run, { type: 'correction', row: 5, text: 'positive' });
    await keepCorrection(run, { type: 'correction', row: 3, text: 'unheard of' });
    const { rows: found, counts, corrections, answers } = await page({ filter: 'corrected' });
    assert.deepEqual(
      found.map(({ row, answer, correction }) => [row, answer, correction]),
      [
        [3, 'negative', 'unheard of'],
        [5, 'negative', 'positive'],
      ],
    );
    assert.equal(counts?.corrected, 2);
    assert.deepEqual(corrections, { rows: 2, isInResult: false, isStale: false });
    assert.deepEqual(answers?.most, [{ text: 'negative', rows: 2 }], 'counted is what the models said');
    assert.deepEqual(
      (await page({ search: 'unheard' })).rows.map(({ row }) => row),
      [3],
    );
    assert.equal((await page({ sort: { by: 'answer', isDescending: true } }, 0, 1)).rows[0]!.row, 3);
    await keepCorrection(run, { type: 'correction', row: 3 });
    assert.equal((await page({ filter: 'corrected' })).total, 1);
  });
});
