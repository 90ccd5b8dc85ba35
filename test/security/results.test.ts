// A run of a stranger names a file of yours as its result, with the hash of what is in it: finding 3 of the threat table in SECURITY.md.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smart } from '../app/smartProcess';
import { formatLine } from '../../src/store/journalLine';
import { scratchFolder } from '../store/scratch';

const ask = [
  ...['run', 'rows.csv', '--prompt', 'Mood of {{text}}?'],
  ...['--labels', 'positive,negative', '--models', 'embedded'],
];
const theirs = 'text,answer\nmine,kept\n';
const sha256 = createHash('sha256').update(theirs).digest('hex');

describe('3: a run of a stranger', function () {
  this.timeout(60_000);
  const folder = scratchFolder();
  const at = (...names: string[]) => join(folder(), ...names);
  let home: Record<string, string>;

  beforeEach(async () => {
    home = { XDG_CONFIG_HOME: at('config'), APPDATA: at('config') };
    mkdirSync(at('made'), { recursive: true });
    mkdirSync(at('victim'));
    writeFileSync(at('made', 'rows.csv'), `text\n${'I love it\nI hate it\n'.repeat(20)}`);
    const made = await smart(ask, { cwd: at('made'), env: home });
    assert.equal(made.code, 0, made.stderr);
    writeFileSync(at('victim', 'mine.csv'), theirs);
  });

  /** A copy of the run in a folder of its own, made to name the file as its result, and its content as what it wrote. @returns the run's id */
  function planted(out: string): string {
    cpSync(at('made'), at('cloned'), { recursive: true });
    const runs = at('cloned', '.smart', 'runs');
    const runId = readdirSync(runs).find((name) => !name.startsWith('.'))!;
    const manifest = JSON.parse(readFileSync(join(runs, runId, 'manifest.json'), 'utf8')) as { job: object };
    writeFileSync(join(runs, runId, 'manifest.json'), JSON.stringify({ ...manifest, job: { ...manifest.job, out } }));
    const journal = join(runs, runId, 'journal.smartlog');
    const lines = readFileSync(journal, 'utf8').split('\n');
    const changed = lines.map((line) => {
      if (!line.includes('"outputSha256"')) return line;
      const record = JSON.parse(line.slice(line.indexOf('{'))) as { event: object };
      const event = { ...record.event, output: out, outputSha256: sha256 };
      return formatLine({ ...record, event })
        .toString()
        .trimEnd();
    });
    assert.notDeepEqual(changed, lines);
    writeFileSync(journal, changed.join('\n'));
    return runId;
  }

  for (const [what, out] of [
    ['outside of its folder', '../victim/mine.csv'],
    ['by its whole path', undefined],
    ['beside its table', 'mine.csv'],
  ] as const)
    it(`replaces no file ${what}`, async () => {
      const named = what === 'beside its table' ? at('cloned', 'mine.csv') : at('victim', 'mine.csv');
      const runId = planted(out ?? named);
      if (what === 'beside its table') writeFileSync(named, theirs);
      const codes = [];
      for (const more of [[], ['--trust-answers']])
        codes.push((await smart([...ask, '--resume', runId, ...more], { cwd: at('cloned'), env: home })).code);
      assert.deepEqual(codes, [2, 0]);
      assert.equal(readFileSync(named, 'utf8'), theirs);
    });
});
