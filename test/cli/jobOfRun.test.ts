// `smart run --resume RUN` and `--continue RUN` without a prompt: the run says the rest. By the command line over a real server whose ledger names every request.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { labels, makeRunFixture, prompt, type RunFixture } from '../app/runFixture';
import { smart } from '../app/smartProcess';

const rows = 300;

describe('a run that is named alone', function () {
  this.timeout(120_000);
  let fixture: RunFixture;
  beforeEach(async () => {
    fixture = await makeRunFixture(rows);
  });
  afterEach(() => fixture.close());

  /** In the dataset's folder, where its runs are. */
  const typed = (args: readonly string[], env: Record<string, string> = {}, cwd = fixture.folder) =>
    smart(['run', ...args, '--no-cache'], { cwd, env });
  const question = () => ['--prompt', prompt, '--labels', labels.join(','), '--models', 'ladder.json', '--seed', '7'];
  /** What the last line of a paused run says to type, after `smart run`. */
  const told = (stdout: string) => /go on with: smart run (.*)\n$/.exec(stdout)![1]!.split(' ');
  const requests = () => fixture.server.ledger.entries.length;

  it('goes on by what the paused run says to type, to the bytes of an undisturbed run', async () => {
    const undisturbed = await typed(['messages.csv', ...question(), '--out', 'whole.csv', '--accuracy', '0.9']);
    assert.equal(undisturbed.code, 0, undisturbed.stderr);
    const whole = requests();
    const paused = await typed([
      'messages.csv',
      ...question(),
      '--out',
      'cut.csv',
      '--accuracy',
      '0.9',
      '--most-requests',
      '90',
    ]);
    assert.equal(paused.code, 3, paused.stderr);
    const words = told(paused.stdout);
    assert.deepEqual(words.slice(2), ['--models', 'ladder.json', '--most-requests', 'N']);
    const resumed = await typed([...words.slice(0, -1), '5000']);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(
      readFileSync(join(fixture.folder, 'cut.csv'), 'utf8'),
      readFileSync(join(fixture.folder, 'whole.csv'), 'utf8'),
    );
    assert.equal(requests(), 2 * whole, 'nothing is asked twice');
  });

  it('is found from another folder, and its dataset under another name', async () => {
    const paused = await typed(['messages.csv', ...question(), '--most-requests', '30']);
    assert.equal(paused.code, 3, paused.stderr);
    const away = ['--models', join(fixture.folder, 'ladder.json'), '--most-requests', '60'];
    const elsewhere = await typed(
      ['--resume', 'last', '--runs', join(fixture.folder, '.smart', 'runs'), ...away],
      {},
      '/',
    );
    assert.equal(elsewhere.code, 3, elsewhere.stderr);
    assert.match(elsewhere.stdout, /--runs .*runs --models .*ladder\.json --most-requests N/);
    renameSync(fixture.dataset, join(fixture.folder, 'moved.csv'));
    const gone = await typed(['--resume', 'last', '--models', 'ladder.json', '--most-requests', '5000']);
    assert.equal(gone.code, 2);
    assert.match(gone.stderr, /There is no file .*messages\.csv/);
    const id = told(paused.stdout)[1]!;
    const moved = await typed(['moved.csv', '--resume', id, '--models', 'ladder.json', '--most-requests', '5000']);
    assert.equal(moved.code, 0, moved.stderr);
  });

  it('asks for the ladder again where that names servers of its own', async () => {
    await typed(['messages.csv', ...question(), '--most-requests', '30']);
    const before = requests();
    const resumed = await typed(['--resume', 'last', '--most-requests', '5000']);
    assert.equal(resumed.code, 2);
    assert.match(
      resumed.stderr,
      /The server "local" of small is named in the ladder that run .* began with; give it again: --models FILE\./,
    );
    assert.equal(requests(), before);
  });

  it('is refused where another installation wrote it: its manifest may name any file and any host', async () => {
    const paused = await typed(['messages.csv', ...question(), '--most-requests', '30']);
    const before = requests();
    const id = told(paused.stdout)[1]!;
    const stranger = { XDG_CONFIG_HOME: join(fixture.folder, 'stranger'), APPDATA: join(fixture.folder, 'stranger') };
    const named = await typed(['--resume', id, '--models', 'ladder.json'], stranger);
    assert.equal(named.code, 2);
    assert.match(named.stderr, /was not started by this installation/);
    const last = await typed(['--resume', 'last', '--models', 'ladder.json'], stranger);
    assert.match(last.stderr, /There is no run in .* to go on with/);
    assert.ok(last.stderr.includes(`Run ${id} there was started by another installation of SMART`), last.stderr);
    assert.equal(requests(), before);
  });

  it('is continued by a draw of its own once its table has grown', async () => {
    const first = await typed(['messages.csv', ...question(), '--json', '--accuracy', '0.9']);
    assert.equal(first.code, 0, first.stderr);
    const before = requests();
    appendFileSync(fixture.dataset, '900,message 900\n901,message 901\n');
    const second = await typed(['--continue', 'last', '--models', 'ladder.json', '--json']);
    assert.equal(second.code, 0, second.stderr);
    const { folder } = JSON.parse(second.stdout) as { folder: string };
    const { job } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
      job: { seed: number; accuracy: number };
    };
    assert.notEqual(job.seed, 7);
    assert.equal(job.accuracy, 0.9);
    const asked = new Set(
      fixture.server.ledger.entries.slice(before).map(({ content }) => /message \w+/.exec(content)![0]),
    );
    assert.deepEqual([...asked].sort(), ['message 900', 'message 901']);
  });

  it('is none where nothing was run', async () => {
    const none = await typed(['--resume', 'last']);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /There is no run in .* to go on with/);
    assert.match((await typed([])).stderr, /Name a dataset or a job file/);
  });
});
