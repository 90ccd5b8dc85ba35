// Folders and files that the system lets an ordinary user not write or read. Root may do anything, so that tests which run as root start the command line as
// another user, the one who is nobody.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { answersOnDisk, askedSince } from '../app/answersOnDisk';
import { makeRunFixture, runArguments, type RunFixture } from '../app/runFixture';
import { smart } from '../app/smartProcess';
import { makeGate } from '../host/gate';

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
const uid = isRoot ? nobody : undefined;
const cli = resolve(__dirname, '../../cli.js');

/** A clone may stand where nobody else may look, and Windows knows no such permissions. */
function canBeTried(): boolean {
  if (process.platform === 'win32') return false;
  const read = ['-e', `require('node:fs').accessSync(${JSON.stringify(cli)})`];
  return !isRoot || spawnSync(process.execPath, read, { uid: nobody, cwd: '/' }).status === 0;
}

describe('the command line as a user who may not do everything', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  let closed: string[];
  const gate = makeGate();
  const inside = (name: string) => join(fixture.folder, name);
  const requests = () => fixture.server.ledger.entries.length;

  before(function () {
    if (!canBeTried()) this.skip();
  });
  beforeEach(async () => {
    fixture = await makeRunFixture(30, { hold: gate.hold });
    closed = [];
    for (const name of ['home', 'runs', 'results', 'home/.config', 'home/.cache']) mkdirSync(inside(name));
    if (uid === undefined) return;
    for (const name of readdirSync(fixture.folder, { recursive: true, encoding: 'utf8' }))
      lchownSync(inside(name), uid, -1);
    chownSync(fixture.folder, uid, -1);
  });
  afterEach(async () => {
    gate.open();
    for (const path of closed) chmodSync(path, 0o700);
    await fixture.close();
  });

  const close = (path: string, mode = 0o500) => {
    closed.unshift(path);
    chmodSync(path, mode);
  };
  const asUser = (args: readonly string[], more: Omit<NonNullable<Parameters<typeof smart>[1]>, 'uid' | 'cwd'> = {}) =>
    smart(args, {
      ...more,
      ...(uid !== undefined && { uid }),
      cwd: fixture.folder,
      env: { HOME: inside('home'), XDG_CONFIG_HOME: inside('home/.config'), XDG_CACHE_HOME: inside('home/.cache') },
    });
  const run = (...more: string[]) => asUser(runArguments(fixture, '--runs', inside('runs'), ...more));
  const isSentence = (stderr: string) => {
    assert.doesNotMatch(stderr, /\n\s+at |^smart [\w-]+: E[A-Z]+: /m);
  };

  for (const [what, shut, more, sentence] of [
    [
      'the folder of results',
      () => close(inside('results')),
      ['--out', 'results/out.csv'],
      /out\.csv cannot be written/,
    ],
    ['the folder of the dataset', () => close(fixture.folder), [], /messages\.smart\.csv cannot be written/],
    [
      'the folder of runs',
      () => close(inside('runs')),
      ['--out', 'results/out.csv'],
      /runs.* (cannot|may not) be written/,
    ],
  ] as const)
    it(`sends nothing where ${what} may not be written`, async () => {
      shut();
      const done = await run(...more);
      assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0], done.stderr);
      assert.match(done.stderr, sentence);
      isSentence(done.stderr);
    });

  it('says in a sentence that dataset, ladder or their folder may not be read', async () => {
    for (const [path, mode] of [
      [fixture.dataset, 0],
      [fixture.ladder, 0],
      [fixture.folder, 0o600],
    ] as const) {
      chmodSync(path, mode);
      const done = await run('--out', inside('results/out.csv'));
      chmodSync(path, 0o700);
      assert.deepEqual([done.code, done.stdout, requests()], [2, '', 0], done.stderr);
      isSentence(done.stderr);
    }
  });

  it('runs with a home and a cache that may not be written', async () => {
    close(inside('home/.config'));
    close(inside('home/.cache'));
    close(inside('home'));
    const args = runArguments(fixture, '--runs', inside('runs')).filter((word) => word !== '--no-cache');
    const done = await asUser(args);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stderr, /The response cache in .* cannot be used .*; the run goes on without it/);
    isSentence(done.stderr);
  });

  it('pays nothing twice where the folder of the run may not be written any more in mid-run', async () => {
    gate.closeAfter(8);
    const running = asUser(runArguments(fixture, '--runs', inside('runs'), '--out', inside('results/out.csv')));
    while (gate.held() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const folder = inside(`runs/${readdirSync(inside('runs')).find((name) => !name.startsWith('.'))!}`);
    close(folder);
    close(inside('results'));
    gate.open();
    const broken = await running;
    assert.equal(broken.code, 2, broken.stderr);
    isSentence(broken.stderr);
    const known = answersOnDisk(inside('runs'))!;
    const before = requests();
    const refused = await run('--resume', 'last', '--out', inside('results/out.csv'));
    assert.deepEqual([refused.code, requests()], [2, before], refused.stderr);
    isSentence(refused.stderr);
    for (const path of closed) chmodSync(path, 0o700);
    const resumed = await run('--resume', 'last', '--out', inside('results/out.csv'));
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(
      askedSince(fixture, before).filter((pair) => known.has(pair)),
      [],
    );
    assert.equal(readFileSync(inside('results/out.csv'), 'utf8').trimEnd().split('\n').length, 31);
  });

  it('looks at an archive of runs that may not be written', async () => {
    const out = inside('results/out.csv');
    const done = await run('--out', out);
    assert.equal(done.code, 0, done.stderr);
    const { runId } = JSON.parse(done.stdout) as { runId: string };
    close(inside(`runs/${runId}`));
    close(inside('runs'));
    const asked = requests();
    for (const args of [
      ['runs', '--runs', inside('runs')],
      ['report', runId, '--runs', inside('runs'), '--format', 'json'],
    ]) {
      const looked = await asUser(args);
      assert.equal(looked.code, 0, `${args.join(' ')}: ${looked.stderr}`);
      assert.ok(looked.stdout.includes(runId), looked.stdout);
    }
    const again = await run('--out', out, '--resume', 'last');
    assert.equal(again.code, 2);
    isSentence(again.stderr);
    assert.ok(existsSync(out));
    assert.equal(requests(), asked);
  });
});
