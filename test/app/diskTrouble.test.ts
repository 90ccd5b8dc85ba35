// What goes wrong with the disk during a whole run: a full one, a read-only folder, a dataset that is removed or changed. Each is a sentence and
// exit 2; the input stays as it was, and the run ends as it should once the trouble is mended, asking nothing again that was answered.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersOnDisk, askedSince } from './answersOnDisk';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart, type Exit } from './smartProcess';

function tellsOfDisk(exit: Exit, sentence: RegExp): void {
  assert.equal(exit.code, 2, exit.stderr);
  assert.match(exit.stderr, sentence);
  assert.doesNotMatch(exit.stderr, /\n\s+at /, 'a sentence, not a stack trace');
  assert.equal(exit.stdout, '');
}

describe('a run in trouble with the disk', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  let content: string;
  const inside = (name: string) => join(fixture.folder, name);
  const runs = () => inside('runs');
  const out = () => inside('out.csv');
  const run = (...more: string[]) =>
    smart(runArguments(fixture, '--runs', runs(), '--out', out(), '--concurrency', '4', ...more));

  beforeEach(async () => {
    fixture = await makeRunFixture(400, { latencyMs: 5 });
    content = readFileSync(fixture.dataset, 'utf8');
  });
  afterEach(async () => {
    for (const name of ['runs', 'small'])
      if (existsSync(inside(name)))
        try {
          execFileSync('umount', ['-l', inside(name)], { stdio: 'ignore' });
        } catch {
          /* was never mounted */
        }
    await fixture.close();
  });

  /** A disk of its own at a folder; the test is skipped, and says so, where this process may not mount one. */
  function mount(context: Mocha.Context, folder: string, options: string): void {
    mkdirSync(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    } catch {
      console.log('      (no right to mount a small disk here: nothing checked)');
      context.skip();
    }
  }

  /** Goes on after the trouble, to the same end as a run without any. */
  async function resumes(entries: number, known: ReadonlySet<string>): Promise<void> {
    const resumed = await run('--resume', 'last');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.deepEqual(
      askedSince(fixture, entries).filter((pair) => known.has(pair)),
      [],
    );
    const written = readFileSync(out(), 'utf8');
    rmSync(out());
    const calm = await run('--runs', inside('calm'));
    assert.equal(calm.code, 0, calm.stderr);
    assert.equal(written, readFileSync(out(), 'utf8'));
  }

  it('goes on where it was once there is room again for the journal', async function () {
    mount(this, runs(), 'size=64k');
    // Blocks of 4 KB: the manifest, the lock and a little of the journal fit beside the ballast.
    writeFileSync(join(runs(), 'ballast'), Buffer.alloc(36 << 10));
    tellsOfDisk(
      await run(),
      /journal\.smartlog is full\. Every answer acknowledged so far is kept; free some space and resume/,
    );
    assert.equal(readFileSync(fixture.dataset, 'utf8'), content);
    assert.ok(!existsSync(out()));
    const known = answersOnDisk(runs())!;
    assert.ok(known.size > 10, String(known.size));
    execFileSync('mount', ['-o', 'remount,size=8m', runs()]);
    await resumes(fixture.server.ledger.entries.length, known);
  });

  it('writes the results once there is room for them, without asking anything again', async function () {
    mount(this, inside('small'), 'size=4k');
    const small = join(inside('small'), 'out.csv');
    tellsOfDisk(await run('--out', small), /No room left on the disk for .*out\.csv/);
    assert.deepEqual(readdirSync(inside('small')), []);
    assert.equal(readFileSync(fixture.dataset, 'utf8'), content);
    const entries = fixture.server.ledger.entries.length;
    execFileSync('mount', ['-o', 'remount,size=8m', inside('small')]);
    const resumed = await run('--out', small, '--resume', 'last');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(fixture.server.ledger.entries.length, entries);
    assert.equal(readFileSync(small, 'utf8').trimEnd().split('\n').length, 401);
  });

  for (const [what, more] of [
    ['results', () => ['--out', join(inside('small'), 'out.csv')]],
    ['runs', () => ['--runs', join(inside('small'), 'runs')]],
  ] as const)
    it(`sends nothing where the folder of its ${what} is read-only`, async function () {
      mount(this, inside('small'), 'ro');
      tellsOfDisk(await run(...more()), /cannot be written: .*read-only/);
      assert.equal(fixture.server.ledger.entries.length, 0);
      assert.ok(!existsSync(out()));
    });

  for (const [what, harm, sentence] of [
    [
      'removed',
      () => renameSync(fixture.dataset, inside('elsewhere.csv')),
      /messages\.csv was removed or renamed while it was in use; put it back to go on with this run/,
    ],
    [
      'changed',
      () => writeFileSync(fixture.dataset, `${content}9999,"one more"\n`),
      /messages\.csv changed while it was in use; restore it to go on with this run/,
    ],
  ] as const)
    it(`stops when its dataset is ${what}, and goes on once that is undone`, async () => {
      const running = run();
      while (fixture.server.ledger.entries.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
      harm();
      tellsOfDisk(await running, sentence);
      assert.ok(!existsSync(out()));
      const known = answersOnDisk(runs())!;
      assert.ok(known.size > 0);
      const entries = fixture.server.ledger.entries.length;

      // As it is now, it is another dataset: nothing is asked about it in this run.
      const refused = await run('--resume', 'last');
      assert.equal(refused.code, 2, refused.stderr);
      assert.equal(fixture.server.ledger.entries.length, entries);

      writeFileSync(fixture.dataset, content);
      await resumes(entries, known);
      assert.equal(readFileSync(fixture.dataset, 'utf8'), content);
    });
});
