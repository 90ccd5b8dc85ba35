// Whole runs on a dataset of S3: partitioned Parquet in and out, killed and resumed, and what a run on files of this machine delivers.
import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openDataset } from '../../src/datasets/openDataset';
import { writeTextTable } from '../../src/datasets/parquet/writeTable';
import { sha256OfFolder } from '../../src/datasets/results/folderHash';
import { type FileServer, startFileServer } from '../support/fileServer';
import { answersOnDisk, askedSince } from './answersOnDisk';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCY';
const parts = ['lang=de/part-0.parquet', 'lang=en/part-0.parquet', 'lang=en/part-1.parquet'];
const rowsPerPart = 120;

describe('a run on a dataset of S3', function () {
  this.timeout(180_000);
  let fixture: RunFixture;
  let store: FileServer;
  beforeEach(async () => {
    fixture = await makeRunFixture(1);
    store = await startFileServer({ secrets: { reader: secret } });
    for (const [at, name] of parts.entries()) {
      const path = join(fixture.folder, 'reviews', name);
      mkdirSync(join(path, '..'), { recursive: true });
      const file = openSync(path, 'wx');
      const rows = Array.from({ length: rowsPerPart }, (_, row) => [`message ${String(at * rowsPerPart + row)}`]);
      await writeTextTable(file, ['text'], Readable.from(rows));
      closeSync(file);
      store.files.set(`data/reviews/${name}`, readFileSync(path));
    }
  });
  afterEach(async () => {
    await store.close();
    await fixture.close();
  });

  function run(dataset: string, more: readonly string[] = [], killWhen?: () => boolean) {
    const args = runArguments({ ...fixture, dataset }, '--no-cache', ...more);
    const env = {
      AWS_ACCESS_KEY_ID: 'reader',
      AWS_SECRET_ACCESS_KEY: secret,
      AWS_ENDPOINT_URL_S3: store.url,
      TMPDIR: fixture.folder,
    };
    return smart(args, { cwd: fixture.folder, env, ...(killWhen && { killWhen }) });
  }
  const outputOf = (stdout: string) => (JSON.parse(stdout) as { output: string }).output;

  it('delivers what a run on files does, part by part, also after a kill; nothing is asked twice or left behind', async () => {
    const local = await run('reviews', ['--runs', 'local']);
    assert.equal(local.code, 0, local.stderr);
    const expected = await sha256OfFolder(outputOf(local.stdout));

    const runs = join(fixture.folder, '.smart', 'runs');
    const before = fixture.server.ledger.entries.length;
    const killed = await run(
      's3://data/reviews/',
      ['--concurrency', '2'],
      () => fixture.server.ledger.entries.length > before + 60,
    );
    assert.equal(killed.signal, 'SIGKILL', killed.stderr);
    const onDisk = answersOnDisk(runs)!;
    assert.ok(onDisk.size > 0);
    const entries = fixture.server.ledger.entries.length;
    const done = await run('s3://data/reviews/', ['--resume', 'last']);
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(
      askedSince(fixture, entries).filter((pair) => onDisk.has(pair)),
      [],
    );
    const output = outputOf(done.stdout);
    assert.equal(await sha256OfFolder(output), expected);
    assert.equal(output, join(fixture.folder, 'reviews.smart.2'));
    for (const name of parts) assert.ok(existsSync(join(output, name)));
    const read = await openDataset(output);
    assert.equal(read.rowCount, parts.length * rowsPerPart);
    assert.deepEqual(
      readdirSync(fixture.folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
    // Neither key nor secret is kept with the run.
    for (const entry of readdirSync(runs, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) assert.ok(!readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(secret));
  });

  it('a job file that a stranger wrote has nothing fetched', async () => {
    const job = join(fixture.folder, 'job.smart.json');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(job, JSON.stringify({ dataset: `${store.url}/a.csv`, prompt: 'x {{text}}', models: 'ladder.json' }));
    const refused = await smart(['run', job, '--yes'], { cwd: fixture.folder });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /"dataset" of .*job\.smart\.json is an address; allow it with --allow-outside/);
    assert.equal(store.asked.length, 0);
  });
});
