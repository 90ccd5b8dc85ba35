import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExperimentReport } from '../../src/cli/experiment';
import { runSmart } from '../support/runSmart';

const tiny = join(__dirname, '../../../test/fixtures/recorded/tiny');

describe('smart replay', () => {
  it('prints one JSON object with its documented fields', async () => {
    const { code, stdout } = await runSmart(
      'replay',
      tiny,
      '--models',
      'small,large',
      '--strategy',
      'reference',
      '--seeds',
      '2',
      '--json',
    );
    assert.equal(code, 0);
    const report = JSON.parse(stdout) as ExperimentReport;
    assert.deepEqual(report.models, ['small', 'large']);
    assert.equal(report.reference, 'large');
    assert.equal(report.n, 4);
    assert.deepEqual(report.mean, { costRatio: 1, savings: 1 });
    assert.equal(report.runs.length, 2);
    const { planningMs, ...run } = report.runs[0]!;
    assert.ok(planningMs >= 0);
    assert.deepEqual(run, {
      seed: 1,
      cost: 8,
      referenceCost: 8,
      savings: 1,
      deviating: 0,
      allowed: 0,
      ok: true,
      profiled: 0,
      perModel: { small: { asked: 0, delivered: 0, cost: 0 }, large: { asked: 4, delivered: 4, cost: 8 } },
    });
  });

  it('counts rows lacking an output and leaves a candidate out that is more expensive than the reference', async () => {
    const { stdout, stderr } = await runSmart(
      'replay',
      tiny,
      '--strategy',
      'profile-all',
      '--models',
      'late,large',
      '--reference',
      'small',
      '--json',
    );
    const report = JSON.parse(stdout) as ExperimentReport;
    assert.deepEqual([report.models, report.n, report.leftOut], [['late', 'small'], 3, 1]);
    assert.match(stderr, /large costs as much as the reference or more/);
  });

  it('keeps an unknown cost unknown', async () => {
    const { stdout } = await runSmart(
      'replay',
      tiny,
      '--strategy',
      'profile-all',
      '--models',
      'unpriced,large',
      '--json',
    );
    const [run] = (JSON.parse(stdout) as ExperimentReport).runs;
    assert.equal(run!.perModel['unpriced']!.cost, undefined);
    assert.deepEqual([run!.cost, run!.savings, run!.referenceCost], [undefined, undefined, 8]);
  });

  it('takes verdicts in place of comparing texts, and bills them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-verdicts-'));
    const rows = Array.from({ length: 1200 }, (_, row) => row);
    const table = (name: string, lines: readonly (readonly (string | number)[])[]) => {
      writeFileSync(join(folder, name), `${lines.map((line) => line.join(',')).join('\n')}\n`);
    };
    const isOther = (row: number) => row % 50 === 7;
    try {
      table('items.csv', [['id', 'text'], ...rows.map((row) => [row, `report ${String(row)}`])]);
      const outputs = rows.flatMap((row) => [
        [row, 'small', `in short ${String(row)}`, 0.01],
        // Equal letters that the verdict calls different all the same.
        [row, 'large', isOther(row) && row % 100 === 7 ? `in short ${String(row)}` : `at length ${String(row)}`, 1],
      ]);
      table('outputs.csv', [['id', 'model', 'output', 'cost'], ...outputs]);
      const replayed = async (strategy: string) => {
        const { stdout } = await runSmart('replay', folder, '--strategy', strategy, '--accuracy', '0.9', '--json');
        return (JSON.parse(stdout) as ExperimentReport).runs[0]!;
      };
      const byLetter = await replayed('certified');
      assert.ok(byLetter.savings! < 1.2 && byLetter.verdicts === undefined, JSON.stringify(byLetter));
      const verdicts = rows.map((row) => [row, 'small', isOther(row) ? 0 : 1, 0.25]);
      table('verdicts.csv', [['id', 'model', 'same', 'cost'], ...verdicts]);
      for (const strategy of ['certified', 'profile-smart', 'model-mix']) {
        const run = await replayed(strategy);
        assert.ok(run.savings! > 3, `${strategy} ${String(run.savings)}`);
        const { asked, cost } = run.verdicts!;
        assert.ok(asked > 0 && Math.abs(cost! - 0.25 * asked) < 1e-9, JSON.stringify(run.verdicts));
        const models = Object.values(run.perModel).reduce((sum, model) => sum + model.cost!, 0);
        assert.ok(Math.abs(run.cost! - models - cost!) < 1e-9, 'the bill is models and verdicts');
        // Every fiftieth row is another; those that the reference answered are repaired.
        assert.ok(run.deviating > 0 && run.deviating <= 24, String(run.deviating));
      }
      for (const [lines, problem] of [
        [[[0, 'small', 'perhaps', 1]], /verdicts\.csv, line 2: same is "perhaps"; write 1/],
        [[[9999, 'small', 1, 1]], /line 2: id "9999" is not in/],
        [[[0, 'tiny', 1, 1]], /line 2: the model "tiny" has no output/],
        [
          [
            [0, 'small', 1, 1],
            [0, 'small', 1, 1],
          ],
          /line 3: a second verdict on small/,
        ],
        [[[0, 'small', 1, -1]], /line 2: cost "-1"/],
      ] as const) {
        table('verdicts.csv', [['id', 'model', 'same', 'cost'], ...lines]);
        const { code, stderr } = await runSmart('replay', folder);
        assert.equal(code, 2);
        assert.match(stderr, problem);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('takes rows in file order on demand, else in an order drawn by the seed', async () => {
    const run = async (...more: string[]) => {
      const { stdout } = await runSmart(
        'replay',
        tiny,
        '--strategy',
        'profile-smart',
        '--accuracy',
        '0.3',
        '--json',
        ...more,
      );
      return (JSON.parse(stdout) as ExperimentReport).runs.map((run) =>
        JSON.stringify({ ...run, seed: 0, planningMs: 0 }),
      );
    };
    assert.equal(new Set(await run('--seeds', '4', '--order', 'file')).size, 1);
    assert.deepEqual(await run('--seeds', '3'), await run('--seeds', '3'));
  });

  it('asks about each row on its own where rows of one text were answered differently, and takes a fee of 0 for the lowest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-passage-'));
    const rows = Array.from({ length: 300 }, (_, row) => row);
    const answer = (row: number) => ['yes', 'no', 'unsure'][row % 3]!;
    const outputs = rows.flatMap((row) => [
      `${String(row)},cheap,${answer(row)},0.01`,
      `${String(row)},free,${answer(row + 1)},0`,
      `${String(row)},large,${answer(row)},1`,
    ]);
    writeFileSync(join(folder, 'items.csv'), `id,text\n${rows.map((row) => `${String(row)},a passage\n`).join('')}`);
    writeFileSync(join(folder, 'outputs.csv'), `id,model,output,cost\n${outputs.join('\n')}\n`);
    const { stdout, stderr } = await runSmart('replay', folder, '--delta', '0.1', '--seeds', '3', '--json');
    rmSync(folder, { recursive: true });
    const report = JSON.parse(stdout) as ExperimentReport;
    assert.deepEqual(report.models, ['free', 'cheap', 'large']);
    assert.match(stderr, /300 rows have the text of another row that was answered differently/);
    assert.equal(report.violations, 0);
    for (const { perModel } of report.runs) assert.ok(perModel['large']!.asked > 20);
  });

  it('prints a table over a grid and draws a plot that needs no other file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smart-plot-'));
    const file = join(folder, 'plot.html');
    const { code, stdout } = await runSmart(
      'replay',
      tiny,
      '--models',
      'small,large',
      '--strategy',
      'profile-smart,reference',
      '--delta-grid',
      '0.25,0.5',
      '--seeds',
      '3',
      '--plot',
      file,
    );
    assert.equal(code, 0);
    assert.match(stdout, /^delta +strategy +savings/m);
    assert.equal(stdout.match(/^0\.(25|5) +(profile-smart|reference) /gm)?.length, 4);
    const html = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    assert.equal(html.match(/<(circle|path) class="(cross )?s\d"/g)?.length, 2 * 2 * 2 * 3);
    assert.doesNotMatch(html, /https?:|<script|<link/);
    assert.match(html, /prefers-color-scheme: dark/);
  });

  it('exits 2 with a clear sentence on bad input', async () => {
    const cases: [string[], RegExp][] = [
      [[], /Usage/],
      [['nonsense'], /no command "nonsense"/],
      [['replay'], /give one folder/],
      [['replay', '/does/not/exist'], /items\.csv/],
      [['replay', tiny, '--strategy', 'magic'], /--strategy "magic" is unknown; give one of certified/],
      [['replay', tiny, '--accuracy', '95'], /--accuracy "95" is not a share/],
      [['replay', tiny, '--delta', '0.1', '--accuracy', '0.9'], /one of --accuracy and --delta/],
      [['replay', tiny, '--seeds', '1.5'], /--seeds "1\.5" is not a whole number/],
      [['replay', tiny, '--models', 'small,tiny'], /no model "tiny"; it has small, large/],
      [['replay', tiny, '--colour', 'red'], /colour/],
      [['replay', tiny, '--strategy', 'reference', '--plot', '/does/not/exist.html'], /--plot .* cannot be written/],
    ];
    for (const [argv, wanted] of cases) {
      const { code, stderr } = await runSmart(...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(stderr, wanted);
    }
  });
});
