// origin.json: what this installation signed of a run holds as long as the folder, the manifest, the journal's beginning and the results named are these.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeInstallation, newInstallationKey, userInstallation } from '../../src/store/installation';
import { formatLine } from '../../src/store/journalLine';
import { openRun } from '../../src/store/runFolder';
import { homeOfRuns } from '../../src/store/runFiles';
import { originPath, readOrigin, readWholeOrigin, sha256, writeOrigin } from '../../src/store/runOrigin';
import { numberedAnswer } from './numbered';
import { newRun } from './runs';
import { filesOpenIn, scratchFolder } from './scratch';

describe('the origin of a run', () => {
  const folder = scratchFolder();
  const ours = userInstallation();
  const read = (run: string) => readWholeOrigin(run, ours);

  async function made(rows = 3) {
    const run = await newRun(folder());
    for (let row = 0; row < rows; row++) void run.journal.append(numberedAnswer(row));
    await run.close();
    return run;
  }

  it('states folder, manifest, the whole journal and no results, once the run is closed', async () => {
    const run = await made();
    const journal = readFileSync(join(run.folder, 'journal.smartlog'));
    assert.deepEqual(await read(run.folder), {
      ...{ folder: run.folder, manifests: [sha256(readFileSync(join(run.folder, 'manifest.json')))] },
      journal: { bytes: journal.length, sha256: sha256(journal) },
      ...{ hasForeignAnswers: false, outputs: [] },
    });
    assert.deepEqual(filesOpenIn(folder()), []);
  });

  it('holds for what an interrupted session wrote behind it, of journals of any size', async () => {
    for (const rows of [0, 3, 40_000]) {
      const run = await made(rows);
      const journal = join(run.folder, 'journal.smartlog');
      if (rows > 1000) assert.ok(statSync(journal).size > 2 ** 21);
      appendFileSync(journal, formatLine({ type: 'event', event: { type: 'noted', message: 'later' } }));
      assert.ok(await read(run.folder));
      const { bytes } = (await read(run.folder))!.journal!;
      truncateSync(journal, bytes - 1);
      assert.equal(await read(run.folder), undefined);
      assert.ok(readOrigin(run.folder, ours), 'lists do not read journals');
    }
  }).timeout(120_000);

  it('still covers what was there before while the run is gone on with', async () => {
    const run = await made();
    const before = (await read(run.folder))!.journal!;
    const again = await openRun(folder(), run.manifest.runId);
    assert.deepEqual((await read(run.folder))!.journal, before);
    await again.journal.append(numberedAnswer(9));
    await again.close();
    assert.ok((await read(run.folder))!.journal!.bytes > before.bytes);
  });

  it('no longer covers what was torn off', async () => {
    const run = await made();
    const journal = join(run.folder, 'journal.smartlog');
    const origin = (await read(run.folder))!;
    appendFileSync(journal, 'torn');
    const bytes = statSync(journal).size;
    writeOrigin(run.folder, ours, { ...origin, journal: { bytes, sha256: sha256(readFileSync(journal)) } });
    const again = await openRun(folder(), run.manifest.runId);
    assert.equal((await read(run.folder))!.journal, undefined);
    await again.close();
  });

  it('names the results that the run is about to write and those that it wrote, by their real paths', async () => {
    const run = await newRun(folder());
    const out = join(folder(), 'out.csv');
    const outputs = async () => (await read(run.folder))!.outputs;
    run.announceOutput(out, 'aa');
    run.announceOutput(out, 'bb');
    assert.deepEqual(await outputs(), [
      { path: out, sha256: 'aa' },
      { path: out, sha256: 'bb' },
    ]);
    run.announceOutput(join(folder(), 'other.csv'), 'cc');
    run.recordOutput(out, 'bb');
    assert.deepEqual(await outputs(), [
      { path: join(folder(), 'other.csv'), sha256: 'cc' },
      { path: out, sha256: 'bb' },
    ]);
    await run.close();
    assert.equal((await outputs()).length, 2);
    const again = await openRun(folder(), run.manifest.runId);
    again.recordOutput(out, 'dd');
    assert.deepEqual((await outputs()).at(-1), { path: out, sha256: 'dd' });
    await again.close();
  });

  it('does not hold where any word of it was changed', async () => {
    const run = await newRun(folder());
    run.recordOutput(join(folder(), 'out.csv'), 'aa');
    await run.journal.append(numberedAnswer(1));
    await run.close();
    const path = originPath(run.folder);
    const text = readFileSync(path, 'utf8');
    const { facts, signature } = JSON.parse(text) as { facts: Record<string, unknown>; signature: string };
    const with_ = (changes: object) => JSON.stringify({ ...(JSON.parse(text) as object), ...changes });
    const [output] = facts['outputs'] as [{ path: string; sha256: string }];
    const { journal: _, ...unsealed } = facts;
    const changed: Record<string, string> = {
      'another result': with_({ facts: { ...facts, outputs: [{ ...output, path: '/etc/passwd' }] } }),
      'another content': with_({ facts: { ...facts, outputs: [{ ...output, sha256: 'ab' }] } }),
      'no result': with_({ facts: { ...facts, outputs: [] } }),
      'a manifest more': with_({ facts: { ...facts, manifests: [...(facts['manifests'] as string[]), 'ab'] } }),
      'no seal': with_({ facts: unsealed }),
      'a shorter seal': with_({ facts: { ...facts, journal: { bytes: 0, sha256: sha256('') } } }),
      'foreign answers': with_({ facts: { ...facts, hasForeignAnswers: true } }),
      'another signature': with_({ signature: signature.replace(/./g, 'a') }),
      'another format': with_({ format: 'other' }),
      'a newer version': with_({ version: 2 }),
      'no facts': with_({ facts: undefined }),
      nothing: '',
    };
    for (const [what, content] of Object.entries(changed)) {
      writeFileSync(path, content);
      assert.equal(await read(run.folder), undefined, what);
    }
    writeFileSync(path, text);
    assert.ok(await read(run.folder));
  });

  it('is no other installation’s, and no other folder’s', async () => {
    const run = await made();
    assert.equal(readOrigin(run.folder, makeInstallation([newInstallationKey()])), undefined);
    cpSync(run.folder, join(folder(), 'copy'), { recursive: true });
    assert.equal(await read(join(folder(), 'copy')), undefined);
    writeOrigin(run.folder, makeInstallation([]), (await read(run.folder))!);
    assert.ok(await read(run.folder), 'without a key nothing is written');
  });

  it('counts in the folder that holds .smart/runs, else in the folder of runs', () => {
    const at = (...names: string[]) => join(folder(), ...names);
    assert.equal(homeOfRuns(at('.smart', 'runs')), folder());
    for (const names of [['.smart', 'other'], ['other', 'runs'], ['runs'], ['.smart']])
      assert.equal(homeOfRuns(at(...names)), at(...names));
  });
});
