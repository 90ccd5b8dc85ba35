import assert from 'node:assert/strict';
import { join } from 'node:path';
import { main } from '../../src/cli';
import type { ExperimentReport } from '../../src/cli/experiment';

const tiny = join(__dirname, '../../../test/fixtures/recorded/tiny');

async function smart(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(argv, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

describe('smart replay', () => {
  it('prints one JSON object in the form of DESIGN section 5', async () => {
    const { code, stdout } = await smart('replay', tiny, '--strategy', 'reference', '--seeds', '2', '--json');
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

  it('exits 2 with a clear sentence on bad input', async () => {
    const cases: [string[], RegExp][] = [
      [[], /there is|Usage/],
      [['nonsense'], /no command "nonsense"/],
      [['replay'], /give one folder/],
      [['replay', '/does/not/exist'], /items\.csv/],
      [['replay', tiny, '--strategy', 'magic'], /--strategy "magic" is unknown; give one of certified/],
      [['replay', tiny, '--accuracy', '95'], /--accuracy "95" is not a share/],
      [['replay', tiny, '--seeds', '1.5'], /--seeds "1\.5" is not a whole number/],
      [['replay', tiny, '--models', 'small,tiny'], /no model "tiny"; it has small, large/],
      [['replay', tiny, '--colour', 'red'], /colour/],
    ];
    for (const [argv, wanted] of cases) {
      const { code, stderr } = await smart(...argv);
      assert.equal(code, 2, argv.join(' '));
      assert.match(stderr, wanted);
    }
  });
});
