// kill -9 at every step of finishing: whatever stood on the disk then, resuming ends with the same bytes, sends nothing, and writes over nothing
// that is not the run's own. SMART_FULL=1 tries every step in every situation; by default one situation is tried whole.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const stride = process.env['SMART_FULL'] === '1' ? 1 : 7;
const dying = resolve(__dirname, 'dyingSmart.script.js');
const theirs = 'theirs\n';

describe('a run that is killed while it finishes', function () {
  this.timeout(600_000);
  let fixture: RunFixture;
  let kept: string;
  before(async () => {
    fixture = await makeRunFixture(60);
    dataset = fixture.dataset;
    kept = mkdtempSync(join(tmpdir(), 'smart-kept-'));
  });
  after(async () => {
    rmSync(kept, { recursive: true, force: true });
    await fixture.close();
  });
  const inside = (name: string) => join(fixture.folder, name);
  let dataset: string;
  const arguments_ = (...more: string[]) => runArguments({ ...fixture, dataset }, '--runs', inside('runs'), ...more);

  /** The fixture's folder as it was when kept: run folders are theirs by their place, so they come back to it. */
  const keep = () => {
    rmSync(kept, { recursive: true, force: true });
    cpSync(fixture.folder, kept, { recursive: true });
  };
  const restore = () => {
    for (const name of readdirSync(fixture.folder)) rmSync(inside(name), { recursive: true, force: true });
    cpSync(kept, fixture.folder, { recursive: true });
  };
  const results = () => readdirSync(fixture.folder).filter((name) => /^messages\.smart/.test(name));

  /** @param more of the resuming sessions. @returns how many steps there are. */
  async function diesAtEach(each: number, more: readonly string[], check: (step: number) => void): Promise<number> {
    const resume = arguments_('--resume', 'last', ...more);
    keep();
    const { requests } = fixture.server.ledger;
    for (let step = 0; ; step += each) {
      restore();
      const died = await smart(resume, { nodeArguments: ['--require', dying], env: { SMART_DIE_AT: String(step) } });
      if (died.signal !== 'SIGKILL') {
        assert.equal(died.code, 0, died.stderr);
        check(step);
        return Number(/(\d+) steps/.exec(died.stderr)![1]);
      }
      const resumed = await smart(resume);
      assert.equal(resumed.code, 0, `killed at step ${String(step)}: ${resumed.stderr}`);
      check(step);
      assert.equal(fixture.server.ledger.requests, requests, `step ${String(step)}: nothing is asked again`);
    }
  }

  /** Asks everything and dies before anything of the end is written. */
  async function answered(prepare: () => void = () => undefined): Promise<void> {
    for (const name of ['runs', ...results()]) rmSync(inside(name), { recursive: true, force: true });
    prepare();
    const died = await smart(arguments_(), { nodeArguments: ['--require', dying], env: { SMART_DIE_AT: '0' } });
    assert.equal(died.signal, 'SIGKILL', died.stderr);
  }

  let expected: string;
  it('ends with the same bytes under the name that it had', async () => {
    const calm = await smart(arguments_('--runs', inside('calm')));
    assert.equal(calm.code, 0, calm.stderr);
    expected = readFileSync(inside('messages.smart.csv'), 'utf8');
    await answered();
    const steps = await diesAtEach(1, [], (step) => {
      assert.deepEqual(results(), ['messages.smart.csv'], `step ${String(step)}`);
      assert.equal(readFileSync(inside('messages.smart.csv'), 'utf8'), expected);
      const run = join(
        inside('runs'),
        readdirSync(inside('runs')).find((name) => name.includes('messages'))!,
      );
      for (const file of ['report.html', 'report.md', 'report.json', 'delivery.json'])
        assert.ok(existsSync(join(run, file)), `step ${String(step)}: ${file}`);
    });
    assert.ok(steps > 12, String(steps));
  });

  it('replaces what it wrote before, and nothing else, when it finishes once more', async () => {
    await diesAtEach(stride, [], () => {
      assert.deepEqual(results(), ['messages.smart.csv']);
      assert.equal(readFileSync(inside('messages.smart.csv'), 'utf8'), expected);
    });
    writeFileSync(inside('messages.smart.csv'), theirs);
    await diesAtEach(stride, [], () => {
      assert.deepEqual(results().sort(), ['messages.smart.2.csv', 'messages.smart.csv']);
      assert.equal(readFileSync(inside('messages.smart.csv'), 'utf8'), theirs);
      assert.equal(readFileSync(inside('messages.smart.2.csv'), 'utf8'), expected);
    });
  });

  it('leaves a file alone that stood there before it began, or appeared before it ended', async () => {
    for (const isBefore of [true, false]) {
      await answered(() => {
        if (isBefore) writeFileSync(inside('messages.smart.csv'), theirs);
      });
      if (!isBefore) writeFileSync(inside('messages.smart.csv'), theirs, { flag: 'wx' });
      await diesAtEach(stride, [], () => {
        assert.equal(readFileSync(inside('messages.smart.csv'), 'utf8'), theirs);
        assert.deepEqual(results().sort(), ['messages.smart.2.csv', 'messages.smart.csv']);
        assert.equal(readFileSync(inside('messages.smart.2.csv'), 'utf8'), expected);
      });
    }
  });

  for (const name of ['result.jsonl', 'result.csv.gz', 'result.parquet', 'result.xlsx'])
    it(`ends with the same bytes in every format: ${name}`, async () => {
      await answered();
      rmSync(inside('formats'), { recursive: true, force: true });
      mkdirSync(inside('formats'));
      const out = inside(`formats/${name}`);
      const calm = await smart(arguments_('--runs', inside(`calm-${name}`), '--out', out));
      assert.equal(calm.code, 0, calm.stderr);
      const bytes = readFileSync(out);
      rmSync(out);
      const steps = await diesAtEach(stride, ['--out', out], (step) => {
        assert.deepEqual(
          readdirSync(inside('formats')).filter((left) => !left.endsWith('.tmp')),
          [name],
        );
        assert.ok(bytes.equals(readFileSync(out)), `step ${String(step)}`);
      });
      assert.ok(steps > 12, String(steps));
    });

  it('ends with the same bytes in each file of a folder of results', async () => {
    mkdirSync(inside('parts'));
    const [head, ...lines] = readFileSync(fixture.dataset, 'utf8').trim().split('\n');
    for (const [name, part] of [
      ['a.csv', lines.slice(0, 35)],
      ['b.csv', lines.slice(35)],
    ] as const)
      writeFileSync(inside(`parts/${name}`), [head, ...part, ''].join('\n'));
    dataset = inside('parts');
    await answered();
    const calm = await smart(arguments_('--runs', inside('calm-parts'), '--out', inside('calm.smart')));
    assert.equal(calm.code, 0, calm.stderr);
    const files = () => readdirSync(inside('named.smart')).sort();
    const steps = await diesAtEach(stride, ['--out', inside('named.smart')], (step) => {
      assert.deepEqual(files(), ['a.csv', 'b.csv'], `step ${String(step)}`);
      for (const file of files())
        assert.equal(
          readFileSync(inside(`named.smart/${file}`), 'utf8'),
          readFileSync(inside(`calm.smart/${file}`), 'utf8'),
        );
    });
    dataset = fixture.dataset;
    assert.ok(steps > 12, String(steps));
  });

  it('is refused a taken name that it is given anew, and takes a free one', async () => {
    await answered();
    mkdirSync(inside('elsewhere'), { recursive: true });
    const out = inside('elsewhere/named.csv');
    writeFileSync(out, theirs);
    const refused = await smart(arguments_('--resume', 'last', '--out', out));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /named\.csv already exists; move it away or name another output file/);
    rmSync(out);
    await diesAtEach(stride, ['--out', out], () => {
      assert.deepEqual(
        readdirSync(inside('elsewhere')).filter((name) => !name.endsWith('.tmp')),
        ['named.csv'],
      );
      assert.equal(readFileSync(out, 'utf8'), expected);
    });
  });
});
