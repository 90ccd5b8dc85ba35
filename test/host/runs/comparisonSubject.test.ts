import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../src/host/host';
import { comparisonSubject } from '../../../src/host/panel/comparisonSubject';
import { formatDelivery, readDelivery, writeDelivery } from '../../../src/store/deliveryFile';
import { userInstallation } from '../../../src/store/installation';
import { writeLargeRun } from '../../panel/largeRun';

const failed = [3, 7, 250];

describe('two runs compared in the panel', () => {
  let folder: string;
  let runs: readonly [string, string];
  const warnings: string[] = [];
  const host = {
    installation: () => Promise.resolve(userInstallation()),
    log: { warn: (message: string) => warnings.push(message) },
  } as unknown as Host;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-comparison-'));
    runs = [await writeLargeRun(join(folder, 'a'), 400), await writeLargeRun(join(folder, 'b'), 300)];
    const delivery = (await readDelivery(runs[1]))!;
    for (const row of failed) delivery.model[row] = -1;
    await writeDelivery(runs[1], formatDelivery(delivery, delivery.models));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('show what changed, a page at a time, with the text of each row', async () => {
    const subject = await comparisonSubject(host, ...runs);
    const view = await subject.view();
    assert.ok(view.view === 'comparison');
    const { rows, same, changed, onlyBefore, onlyAfter, differences } = view.comparison;
    assert.deepEqual([rows, same, changed, onlyBefore, onlyAfter], [300, 297, 0, 3, 0]);
    assert.deepEqual(differences, ['rows']);
    const page = await subject.handlers.changedRows({ offset: 1, limit: 10 });
    assert.deepEqual(
      page.rows.map(({ row, before, after }) => [row, before !== undefined, after]),
      [
        [7, true, undefined],
        [250, true, undefined],
      ],
    );
    assert.match(page.rows[0]!.preview, /, 7$/);
    subject.dispose();
  });

  it('are compared without the text of the rows where the dataset is gone', async () => {
    rmSync(join(folder, 'b', 'reviews.csv'));
    const subject = await comparisonSubject(host, ...runs);
    const page = await subject.handlers.changedRows({ offset: 0, limit: 10 });
    assert.deepEqual(
      page.rows.map(({ row, preview }) => [row, preview]),
      failed.map((row) => [row, '']),
    );
    assert.match(warnings.at(-1)!, /are compared without their text/);
    subject.dispose();
  });
});
