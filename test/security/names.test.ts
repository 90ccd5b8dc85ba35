// Names from outside that every plain object answers to: `constructor`, `toString`, `__proto__` as models, units, columns. Finding 16 and its kin.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { outputTokensOf } from '../../src/app/outputTokens';
import { checkExamples } from '../../src/engine/prompt/checkExamples';
import { formatMarkdown } from '../../src/engine/report/formatMarkdown';
import { reportData } from '../../src/engine/report/reportData';
import { emptyRunState } from '../../src/engine/runState';
import { makeAnswerParser } from '../../src/engine/task/parseAnswer';
import { job, tiny } from '../store/runs';
import { smart } from '../app/smartProcess';

const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__'];

describe('names that every object answers to', () => {
  it('are models like others in a report, asked or not', () => {
    const models = names.map((id) => ({ ...tiny, id }));
    const facts = { runId: 'r', createdAt: '2026-01-01T00:00:00Z', software: { name: 'smart', version: '0' } };
    const data = reportData({ ...job, models, reference: 'valueOf' }, emptyRunState, {
      ...facts,
      dataset: { name: 'x', hash: 'h', rowCount: 3 },
    });
    assert.deepEqual(
      data.models.map(({ asked, delivered, versions }) => [asked, delivered, versions]),
      names.map(() => [0, 0, []]),
    );
    assert.match(formatMarkdown(data), /constructor/);
  });

  it('are units, columns without a text, efforts and tiers that nobody knows', () => {
    const parse = makeAnswerParser({ type: 'number', absoluteTolerance: 0, relativeTolerance: 0 });
    for (const name of names.slice(0, 4)) {
      const parsed = parse(`5 ${name}`);
      assert.ok(parsed.type === 'invalid' || !parsed.key.includes('function'), JSON.stringify(parsed));
      assert.doesNotMatch(JSON.stringify(parsed), /NaN|native/);
      const model = { ...tiny, settings: { reasoningEffort: name } };
      assert.ok(Number.isFinite(outputTokensOf(model, { type: 'text' }).expected), name);
    }
    const problems = checkExamples([{ values: {}, answer: 'x' }], ['constructor'], undefined);
    assert.match(problems.map(({ message }) => message).join(), /no text for constructor/);
  });

  it('carry a whole run: ladder, run, report, list', async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), 'smart-names-'));
    try {
      const [first, second] = names;
      writeFileSync(
        join(folder, 'ladder.json'),
        JSON.stringify([
          { id: first, provider: 'embedded', model: 'afinn' },
          { id: second, provider: 'embedded', model: 'vader' },
        ]),
      );
      const rows = Array.from(
        { length: 30 },
        (_, row) => `${row % 2 === 0 ? 'good' : 'awful'} ${names[row % 4]!} ${String(row)},x`,
      );
      writeFileSync(join(folder, 'x.csv'), `constructor,toString\n${rows.join('\n')}\n`);
      const run = await smart([
        ...['run', join(folder, 'x.csv'), '--prompt', 'Good? {{constructor}}', '--labels', 'positive,negative'],
        ...['--models', join(folder, 'ladder.json'), '--seed', '1', '--no-cache', '--json'],
      ]);
      assert.equal(run.code, 0, run.stderr);
      assert.doesNotMatch(run.stderr, /not written|is not a function/);
      const { report } = JSON.parse(run.stdout) as { report: string };
      assert.match(readFileSync(report, 'utf8'), /constructor/);
      const answered = parse<Record<string, string>>(readFileSync(join(folder, 'x.smart.csv')), { columns: true });
      assert.equal(answered.length, 30);
      assert.ok(answered.every(({ smart_model: model }) => model === first || model === second));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
