// The dataset of a run that is there already, looked for from wherever its run is opened: the editor's working folder is none that anybody chose.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { jobOfFolder, placeOfDataset } from '../../src/app/jobOfFolder';
import { openDatasetOfRun } from '../../src/app/datasetOfRun';
import { makeInstallation, userInstallation } from '../../src/store/installation';
import { scratchFolder } from '../store/scratch';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

describe('the dataset of a run that is there already', function () {
  this.timeout(60_000);
  const folder = scratchFolder();
  const at = (...parts: string[]) => join(folder(), ...parts);

  function makeFiles(...names: readonly string[]): void {
    for (const name of names) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), '');
    }
  }

  it('is looked for beside its runs, however the path was typed: from above, from below, on Windows, as a pattern', () => {
    makeFiles('project/data/x.csv', 'project/data/part-1.csv', 'project/top.csv');
    const beside = at('project', 'data', '.smart', 'runs');
    for (const path of ['x.csv', './x.csv', 'data/x.csv', 'project/data/x.csv', 'data\\x.csv', '.\\x.csv'])
      assert.equal(placeOfDataset(path, beside), at('project/data/x.csv'), path);
    for (const path of ['part-*.csv', 'data/part-*.csv', 'data\\part-*.csv'])
      assert.equal(placeOfDataset(path, beside), at('project/data/part-*.csv'), path);
    assert.equal(placeOfDataset('data', at('project', '.smart', 'runs')), at('project/data'));
    assert.equal(placeOfDataset('data/x.csv', at('project', '.smart', 'runs')), at('project/data/x.csv'));
    // Where runs were to be kept elsewhere, it stands in the folder itself, or where the working folder says.
    assert.equal(placeOfDataset('top.csv', at('project')), at('project/top.csv'));
    assert.equal(placeOfDataset('gone.csv', beside), 'gone.csv');
    for (const path of [at('project/top.csv'), 's3://bucket/x.csv', 'https://host/x.csv'])
      assert.equal(placeOfDataset(path, beside), path);
  });

  it('is read from any working folder, and through a link to the project', async () => {
    const fixture = await makeRunFixture(6);
    try {
      const dataset = 'messages.csv';
      const done = await smart(runArguments({ ...fixture, dataset, ladder: 'ladder.json' }), { cwd: fixture.folder });
      assert.equal(done.code, 0, done.stderr);
      const run = (JSON.parse(done.stdout) as { folder: string }).folder;
      symlinkSync(fixture.folder, at('link'));
      for (const each of [run, run.replace(fixture.folder, at('link'))]) {
        assert.match(readFileSync(join(each, 'manifest.json'), 'utf8'), /"dataset": "messages.csv"/);
        assert.equal(jobOfFolder(each).dataset, join(dirname(each), '..', '..', dataset));
        // As another installation's as well: it lies in the run's own folder.
        for (const installation of [makeInstallation([]), userInstallation()]) {
          const opened = await openDatasetOfRun(each, installation);
          assert.equal(opened.rowCount, 6);
          await opened.close();
        }
      }
    } finally {
      await fixture.close();
    }
  });
});
