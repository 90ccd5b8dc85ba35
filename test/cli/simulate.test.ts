import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentReport } from '../../src/cli/experiment';
import { runSmart } from '../support/runSmart';

const header = 'dataset,nr_items,model,nr_prompt_tokens,nr_completion_tokens,cost,nr_processed,conformity';
const folder = mkdtempSync(join(tmpdir(), 'smart-simulate-'));
const table = (name: string, ...lines: string[]) => {
  const file = join(folder, name);
  writeFileSync(file, [header, ...lines, ''].join('\n'));
  return file;
};
after(() => {
  rmSync(folder, { recursive: true });
});

describe('smart simulate', () => {
  const good = table(
    'good.csv',
    'films,3000,large,30000,100,1,100,1',
    'films,3000,small,30000,100,0.02,100,0.95',
    'other,9,large,1,1,1,1,1',
  );

  it('draws rows with the given agreement and the given cost of each', async () => {
    const { code, stdout } = await runSmart(
      'simulate',
      '--table',
      good,
      '--dataset',
      'films',
      '--delta',
      '0.1',
      '--strategy',
      'profile-all',
      '--seeds',
      '5',
      '--json',
    );
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as ExperimentReport;
    assert.deepEqual([report.models, report.n, report.reference], [['small', 'large'], 3000, 'large']);
    for (const { cost, referenceCost, perModel, deviating, profiled, allowed } of report.runs) {
      assert.ok(Math.abs(referenceCost! - 30) < 1e-9);
      assert.equal(perModel['small']!.asked, 3000);
      assert.ok(Math.abs(cost! - (profiled * 0.01 + 3000 * 0.0002)) < 1e-9);
      assert.equal(allowed, 300);
      // 5 % of some 2,900 rows, within six standard deviations.
      assert.ok(Math.abs(deviating - 0.05 * (3000 - profiled)) < 6 * Math.sqrt(3000 * 0.05 * 0.95), String(deviating));
    }
  });

  it('exits 2 with a clear sentence on bad input', async () => {
    const large = 'films,30,large,1,1,1,1,1';
    const cases: [string, string, RegExp][] = [
      [join(folder, 'absent.csv'), 'films', /absent\.csv cannot be read/],
      [good, 'books', /has no dataset "books"; it has films, other/],
      [
        table('a.csv', large, 'films,30,small,1,1,1,1,1.2'),
        'films',
        /a\.csv, line 3: conformity "1\.2" is not a share/,
      ],
      [table('b.csv', large, 'films,31,small,1,1,1,1,0.9'), 'films', /b\.csv, line 3: nr_items 31 differs from the 30/],
      [table('c.csv', large, large), 'films', /c\.csv, line 3: large stands here a second time/],
      [table('d.csv', 'films,30,large,1,1,1,0,1'), 'films', /d\.csv, line 2: nr_processed "0" is not a whole number/],
      [
        table('e.csv', 'films,30,large,1,1,1,1,0.9'),
        'films',
        /large cannot be the reference of films: its conformity is 0\.9/,
      ],
    ];
    for (const [file, dataset, wanted] of cases) {
      const { code, stderr } = await runSmart('simulate', '--table', file, '--dataset', dataset);
      assert.equal(code, 2, file);
      assert.match(stderr, wanted);
    }
    assert.match((await runSmart('simulate')).stderr, /give --table and --dataset/);
  });
});
