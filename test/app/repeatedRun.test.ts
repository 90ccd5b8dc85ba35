// What a report says under "Repeat this run" is typed into a shell as it stands, and leads to the same result byte for byte: of a run by itself, of one that was
// scanned first, and of one that continues a table.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { makeRunFixture, runArguments, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

type Told = { readonly runId: string; readonly folder: string; readonly output: string };

describe('the command that a report repeats its run by', function () {
  this.timeout(240_000);
  let fixture: RunFixture;
  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    fixture = await makeRunFixture(1500);
  });
  afterEach(() => fixture.close());

  async function run(...more: string[]): Promise<Told> {
    const { code, stdout, stderr } = await smart(runArguments(fixture, ...more));
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Told;
  }

  /** @returns what the commands print, and the notes beside them. */
  async function repeat({ folder }: Told) {
    const { repeat: told } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as {
      repeat: { command: string; note?: string; jobFile?: { name: string; content: object } };
    };
    const { name, content } = told.jobFile!;
    await writeFile(join(fixture.folder, name), JSON.stringify(content));
    const ladder = told.command.replaceAll('LADDER.json', 'ladder.json');
    const script = `smart() { '${process.execPath}' '${resolve(__dirname, '../../cli.js')}' "$@" --no-cache --json; }\nset -e\n${ladder}\n`;
    const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: fixture.folder });
    return {
      results: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Told),
      ...told,
    };
  }
  const sameResult = async (a: Told, b: Told) => {
    assert.notEqual(a.runId, b.runId);
    assert.notEqual(a.output, b.output);
    assert.deepEqual(await readFile(b.output), await readFile(a.output));
  };

  it('is one command for a run by itself, whose result stays', async () => {
    const first = await run();
    const { results, note } = await repeat(first);
    assert.match(note!, /^LADDER\.json stands for a ladder file/);
    await sameResult(first, results[0]!);
  });

  it('is a scan and a run for one that went on from its scan', async () => {
    const scanned = await run('--until', 'plan');
    const first = await run('--resume', scanned.runId);
    const { results, note, command } = await repeat(first);
    assert.match(command, /^smart scan .*\nsmart run .*\n/s);
    assert.match(note!, /went on from a scan/);
    assert.equal(results.length, 2);
    await sameResult(first, results[1]!);
    const [, ...runsAtOnce] = await Promise.all([rm(results[1]!.output), run()]);
    assert.notDeepEqual(
      await readFile(runsAtOnce[0].output),
      await readFile(first.output),
      'run at once it draws another sample',
    );
  });

  it('names the run that was continued', async () => {
    const before = await run();
    await appendFile(
      fixture.dataset,
      Array.from({ length: 700 }, (_, row) => `${String(5000 + row)},message ${String(5000 + row)}\n`).join(''),
    );
    const first = await run('--continue', before.runId);
    const { results, note } = await repeat(first);
    assert.match(note!, new RegExp(`continued run ${before.runId}`));
    await sameResult(first, results[0]!);
  });
});
