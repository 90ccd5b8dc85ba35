// What the command line meets on Windows, a Mac or a network disk, simulated where it is not had: files that are open elsewhere or not on this machine,
// folders that take nothing, a broken cache, a closed terminal, files that PowerShell wrote.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { answersOnDisk, askedSince } from '../app/answersOnDisk';
import { makeRunFixture, prompt, runArguments, type RunFixture } from '../app/runFixture';
import { smart } from '../app/smartProcess';
import { makeGate } from '../host/gate';

const otherSystem = resolve(__dirname, '../support/otherSystem.script.js');
const refusing = resolve(__dirname, '../support/refusing.script.js');

describe('the command line on other systems', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  const gate = makeGate();
  const inside = (name: string) => join(fixture.folder, name);
  beforeEach(async () => {
    fixture = await makeRunFixture(30, { hold: gate.hold });
  });
  afterEach(async () => {
    gate.open();
    await fixture.close();
  });

  const run = (refusals: readonly object[], ...more: string[]) =>
    smart(runArguments(fixture, '--runs', inside('runs'), ...more), {
      nodeArguments: ['--require', refusing],
      env: { SMART_TEST_REFUSE: JSON.stringify(refusals) },
    });
  const requests = () => fixture.server.ledger.entries.length;

  for (const [code, sentence] of [
    ['EBUSY', /messages\.csv is open in another program, which lets nobody else read it; close it there\.\n$/],
    ['EPERM', /messages\.csv may not be read; .*close it in other programs/],
    ['UNKNOWN', /messages\.csv cannot be read \(UNKNOWN\)\. If it is kept in a cloud folder/],
    ['EIO', /messages\.csv cannot be read \(EIO\)\. .*check its disk\.\n$/],
  ] as const)
    it(`says in a sentence that a dataset cannot be read: ${code}`, async () => {
      const done = await run([{ name: 'open', path: 'messages\\.csv$', code }]);
      assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0]);
      assert.match(done.stderr, sentence);
      assert.doesNotMatch(done.stderr, /\n\s+at /);
    });

  it('sends nothing where no result can be made, whatever the permissions say', async () => {
    mkdirSync(inside('results'));
    const done = await run([{ name: 'openSync', path: 'results', code: 'EPERM' }], '--out', inside('results/out.csv'));
    assert.deepEqual([done.code, requests()], [2, 0], done.stderr);
    assert.match(done.stderr, /results\/out\.csv cannot be written/);
    assert.deepEqual(readdirSync(inside('results')), []);
  });

  it('sends nothing where the result could not have its name: one of a device on Windows, one that is too long', async () => {
    const windows = { nodeArguments: ['--require', otherSystem], env: { SMART_TEST_SYSTEM: 'windows' } };
    for (const name of ['nul.csv', 'out.csv:hidden.csv', 'out?.csv']) {
      const done = await smart(runArguments(fixture, '--runs', inside('runs'), '--out', inside(name)), windows);
      assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0], done.stderr);
      assert.match(done.stderr, /cannot be written: Windows takes .*; choose another name\.\n$/);
    }
    const dataset = inside(`${'é'.repeat(123)}.csv`);
    renameSync(fixture.dataset, dataset);
    const done = await smart(runArguments({ ...fixture, dataset }, '--runs', inside('runs')));
    assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0], done.stderr);
    assert.match(done.stderr, /\.smart\.csv is no path that the disk takes \(ENAMETOOLONG\): .* Name another one\.\n$/);
    const named = await smart(
      runArguments({ ...fixture, dataset }, '--runs', inside('runs'), '--out', inside('o.csv')),
    );
    assert.equal(named.code, 0, named.stderr);
  });

  it('takes paths far beyond 260 characters: dataset, packed dataset, result, runs and job file', async () => {
    const long = inside(Array.from({ length: 4 }, () => 'd'.repeat(90)).join('/'));
    mkdirSync(long, { recursive: true });
    for (const [name, content] of [
      ['messages.csv', readFileSync(fixture.dataset)],
      ['messages.csv.gz', gzipSync(readFileSync(fixture.dataset))],
      ['ladder.json', readFileSync(fixture.ladder)],
    ] as const)
      writeFileSync(join(long, name), content);
    for (const dataset of ['messages.csv', 'messages.csv.gz'].map((name) => join(long, name))) {
      const argv = runArguments({ ...fixture, dataset });
      const done = await smart(argv);
      assert.equal(done.code, 0, done.stderr);
      const { output, folder } = JSON.parse(done.stdout) as { output: string; folder: string };
      assert.deepEqual([dirname(output), dirname(folder)], [long, join(long, '.smart', 'runs')]);
      const asked = requests();
      const again = await smart([...argv, '--resume', 'last']);
      assert.deepEqual([again.code, requests()], [0, asked], again.stderr);
    }
    const job = { dataset: 'messages.csv', prompt, task: 'labels', labels: ['spam', 'ham'], models: 'ladder.json' };
    writeFileSync(join(long, 'j.smart.json'), JSON.stringify({ ...job, out: 'other.csv' }));
    const done = await smart(['run', join(long, 'j.smart.json'), '--yes', '--no-cache', '--json', '--seed', '1']);
    assert.equal(done.code, 0, done.stderr);
    assert.equal((JSON.parse(done.stdout) as { output: string }).output, join(long, 'other.csv'));
  });

  it('says of a path that the system refuses as too long that it is, and sends nothing', async () => {
    const tooLong = inside(Array.from({ length: 50 }, () => 'd'.repeat(90)).join('/'));
    const ladder = join(tooLong, 'ladder.json');
    for (const argv of [
      runArguments({ ...fixture, dataset: join(tooLong, 'x.csv') }),
      runArguments(fixture, '--out', join(tooLong, 'out.csv')),
      runArguments(fixture, '--runs', join(tooLong, 'runs')),
      runArguments({ ...fixture, ladder }),
      ['run', join(tooLong, 'j.smart.json')],
      ['run', fixture.dataset, join(tooLong, 'x.csv'), '--prompt', prompt, '--models', fixture.ladder],
      ['runs', '--runs', join(tooLong, 'runs')],
    ]) {
      const done = await smart(argv);
      assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0], done.stderr);
      assert.match(done.stderr, /ENAMETOOLONG/);
      assert.doesNotMatch(done.stderr, /\n\s+at |^smart \w+: E/);
    }
  });

  for (const code of ['ENAMETOOLONG', 'ENOENT', 'EINVAL'])
    it(`says in a sentence that a long path is refused: ${code}`, async () => {
      const long = inside('d'.repeat(200));
      mkdirSync(long);
      writeFileSync(join(long, 'x.csv'), readFileSync(fixture.dataset));
      const read = await smart(runArguments({ ...fixture, dataset: join(long, 'x.csv') }, '--runs', inside('runs')), {
        nodeArguments: ['--require', refusing],
        env: { SMART_TEST_REFUSE: JSON.stringify([{ name: 'stat', path: 'x\\.csv$', code }]) },
      });
      const written = await run([{ name: 'openSync', path: 'd{200}', code }], '--out', join(long, 'out.csv'));
      for (const { code: exit, stdout, stderr } of [read, written]) {
        assert.deepEqual([exit, stdout, requests()], [2, '', 0], stderr);
        assert.match(stderr, /^smart run: (?:There is no file )?.*d{200}\/(?:x|out)\.csv/m);
        assert.doesNotMatch(stderr, /\n\s+at |^smart \w+: E/m);
      }
    });

  it('runs in a folder that is a link, on a dataset that is one: results beside the name that was given', async () => {
    mkdirSync(inside('real'));
    symlinkSync(inside('real'), inside('workspace'));
    symlinkSync(fixture.dataset, inside('real/linked.csv'));
    const at = (folder: string) => runArguments({ ...fixture, dataset: join(inside(folder), 'linked.csv') });
    const done = await smart(at('workspace'));
    assert.equal(done.code, 0, done.stderr);
    assert.deepEqual(readdirSync(inside('real')).sort(), ['.smart', 'linked.csv', 'linked.smart.csv']);
    const asked = requests();
    for (const argv of [
      [...at('real'), '--resume', 'last'],
      [...at('workspace'), '--resume', 'last'],
    ]) {
      const again = await smart(argv);
      assert.deepEqual([again.code, requests()], [0, asked], again.stderr);
    }
    assert.deepEqual(readdirSync(inside('real')).sort(), ['.smart', 'linked.csv', 'linked.smart.csv']);
    for (const out of [inside('workspace/linked.csv'), fixture.dataset]) {
      const refused = await smart([...at('real'), '--out', out]);
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /is the dataset itself, which is never written over/);
    }
    mkdirSync(inside('elsewhere'));
    symlinkSync(inside('elsewhere'), inside('.smart'));
    const led = await smart(runArguments(fixture));
    assert.deepEqual([led.code, requests(), readdirSync(inside('elsewhere'))], [2, asked, []], led.stderr);
    assert.match(led.stderr, /\.smart is a link, and SMART follows no links to runs/);
  });

  it('goes on without a response cache that is broken, and says so', async () => {
    mkdirSync(inside('smart-llm'));
    writeFileSync(inside('smart-llm/answers'), 'a file in place of the folder');
    const done = await smart(
      runArguments(fixture, '--runs', inside('runs')).filter((word) => word !== '--no-cache'),
      { env: { XDG_CACHE_HOME: fixture.folder } },
    );
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stderr, /The response cache in .* cannot be used .*; the run goes on without it/);
  });

  for (const signal of ['SIGHUP', 'SIGTERM'] as const)
    it(`pauses on ${signal}, keeps what it paid for, and goes on later`, async () => {
      gate.closeAfter(6);
      const running = smart(runArguments(fixture, '--runs', inside('runs')), {
        signalWhen: { name: signal, holds: () => gate.held() > 0 && requests() === 6 },
      });
      const done = await running;
      assert.deepEqual([done.code, done.signal], [130, null], done.stderr);
      gate.open();
      const known = answersOnDisk(inside('runs'))!;
      assert.ok(known.size >= 6, String(known.size));
      const before = requests();
      const resumed = await run([], '--resume', 'last');
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.deepEqual(
        askedSince(fixture, before).filter((pair) => known.has(pair)),
        [],
      );
    });

  it('goes on with the last run however its dataset is spelled', async () => {
    const first = await run([]);
    assert.equal(first.code, 0, first.stderr);
    const asked = requests();
    symlinkSync(fixture.folder, inside('link'));
    for (const [dataset, cwd] of [
      ['messages.csv', fixture.folder],
      ['./messages.csv', fixture.folder],
      [`${fixture.folder}/../${basename(fixture.folder)}/messages.csv`, '/'],
      ['link/messages.csv', fixture.folder],
    ] as const) {
      const again = await smart(runArguments({ ...fixture, dataset }, '--runs', inside('runs'), '--resume', 'last'), {
        cwd,
      });
      assert.equal(again.code, 0, `${dataset}: ${again.stderr}`);
      assert.equal(requests(), asked, dataset);
    }
    assert.equal(readdirSync(inside('runs')).filter((name) => !name.startsWith('.')).length, 1);
  });

  it('reads a ladder that PowerShell 5 wrote, and a job file of Windows', async () => {
    writeFileSync(fixture.ladder, Buffer.from(`\ufeff${readFileSync(fixture.ladder, 'utf8')}`, 'utf16le'));
    mkdirSync(inside('data'));
    renameSync(fixture.dataset, inside('data/messages.csv'));
    const job = {
      dataset: 'data\\messages.csv',
      prompt,
      task: 'labels',
      labels: ['spam', 'ham'],
      models: 'ladder.json',
    };
    writeFileSync(inside('J.SMART.JSON'), `\ufeff${JSON.stringify(job, undefined, 2).replaceAll('\n', '\r\n')}\r\n`);
    const done = await smart(['run', inside('J.SMART.JSON'), '--yes', '--no-cache', '--json', '--seed', '1']);
    assert.equal(done.code, 0, done.stderr);
    assert.equal((JSON.parse(done.stdout) as { state: string }).state, 'finished');
  });

  it('keeps a correction where the report cannot be written, and says so', async () => {
    const { runId } = JSON.parse((await run([])).stdout) as { runId: string };
    for (const code of ['EACCES', 'EBUSY', 'ENOSPC']) {
      const corrected = await smart(['correct', runId, '3', 'ham', '--runs', inside('runs'), '--json'], {
        nodeArguments: ['--require', refusing],
        env: { SMART_TEST_REFUSE: JSON.stringify([{ name: 'openSync', path: '\\.report\\.', code }]) },
      });
      assert.equal(corrected.code, 0, corrected.stderr);
      assert.match(corrected.stderr, /^What you did is kept, but the report was not written anew: .*report\.html/);
      assert.equal((JSON.parse(corrected.stdout) as { corrections: object[] }).corrections.length, 1);
    }
    const report = await smart(['report', runId, '--runs', inside('runs'), '--format', 'json']);
    assert.match(report.stdout, /correct/i);
  });

  it('leaves a result alone that is open in a spreadsheet, writes beside it, and knows both later', async () => {
    const outputOf = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { output: string }).output;
    const out = inside('out.csv');
    const first = await run([], '--out', out);
    const content = readFileSync(out, 'utf8');
    const asked = requests();
    const open = [{ name: 'renameSync', path: 'out\\.csv$', code: 'EBUSY' }];
    const second = await run(open, '--out', out, '--resume', 'last');
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stderr, /out\.csv is open in another program; the result is out\.2\.csv in the same folder/);
    assert.deepEqual([outputOf(first), outputOf(second)], [out, inside('out.2.csv')]);
    // Excel lets nobody read either.
    const third = await run([...open, { name: 'open', path: 'out\\.csv$', code: 'EBUSY' }], '--resume', 'last');
    assert.equal(third.code, 0, third.stderr);
    assert.equal(outputOf(third), inside('out.2.csv'));
    // Closed again: the run knows its own file, whatever the sittings between.
    const fourth = await run([], '--out', out, '--resume', 'last');
    assert.equal(fourth.code, 0, fourth.stderr);
    assert.equal(outputOf(fourth), out);
    assert.deepEqual(
      readdirSync(fixture.folder).filter((name) => name.includes('out')),
      ['out.2.csv', 'out.csv'],
    );
    assert.deepEqual([readFileSync(out, 'utf8'), requests()], [content, asked]);
  });
});
