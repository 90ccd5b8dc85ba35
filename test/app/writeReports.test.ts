import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renewReports, writeReports } from '../../src/app/writeReports';
import { ownCheckPath, writeJudgements } from '../../src/store/ownCheckFile';
import { writeLargeRun } from '../panel/largeRun';

describe('reports that are made anew', () => {
  let folder: string;
  let run: string;
  const report = (ending: string) => readFileSync(join(run, `report.${ending}`), 'utf8');
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'smart-reports-'));
    run = await writeLargeRun(folder, 400);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('stay as they are, or away, where nobody has checked a row', async () => {
    await renewReports(run);
    assert.ok(!existsSync(join(run, 'report.html')));
    await writeReports(run);
    assert.doesNotMatch(report('html'), /Own check/);
  });

  it("tell the user's own check, as it stands", async () => {
    // Rows 10 and 20 were checked against the reference, whose answer was delivered; row 2 was not.
    const judged = [
      { row: 10, label: 'positive' },
      { row: 20, label: 'negative' },
      { row: 2, label: 'positive' },
      { row: 4 },
    ];
    writeJudgements(run, judged);
    await renewReports(run);
    const said = /of 3 rows drawn at random .* is right on 2 \(66\.7%;.*On 1 further row .* is right on 1 of 2\./;
    for (const ending of ['html', 'md']) assert.match(report(ending), said, ending);
    assert.deepEqual((JSON.parse(report('json')) as { ownCheck: object }).ownCheck, {
      ...{ judged: 4, checked: 3, agreed: 2, confidence: 0.95 },
      interval: (JSON.parse(report('json')) as { ownCheck: { interval: object } }).ownCheck.interval,
      reference: { compared: 2, agreed: 1 },
    });
    writeJudgements(run, []);
    await renewReports(run);
    assert.doesNotMatch(report('html'), /Own check/);
  });

  it('are refused with a sentence where the judgements are damaged', async () => {
    writeFileSync(ownCheckPath(run), '{');
    await assert.rejects(renewReports(run), /own-check\.json cannot be used/);
  });
});
