import assert from 'node:assert/strict';
import fs, { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { DiskError } from '../../src/engine/diskError';
import { exportColumns, exportRun } from '../../src/store/exportRun';
import { standIns, systemError } from '../support/standIns';
import { numberedAnswer } from './numbered';
import { newRun } from './runs';
import { filesOpenIn, scratchFolder } from './scratch';

describe('export of a run', () => {
  // Before the scratch folder's own, which removes what was written.
  const standIn = standIns();
  const folder = scratchFolder();

  async function runWithAnswers() {
    const run = await newRun(join(folder(), 'runs'));
    await run.journal.append(numberedAnswer(0));
    await run.journal.append({
      type: 'answer',
      model: 'big',
      row: 1,
      answer: { status: 'valid', key: 'x', text: 'a "quoted",\nlong answer' },
      usage: {},
    });
    await run.journal.append({ type: 'failure', model: 'big', row: 2, kind: 'timeout', message: 'no answer in 60 s' });
    await run.journal.append({ type: 'event', event: { type: 'noted', message: 'not an answer' } });
    await run.close();
    return run;
  }

  it('writes every answer and failure as CSV; unknown cells are empty', async () => {
    const run = await runWithAnswers();
    const out = join(folder(), 'answers.csv');
    assert.deepEqual(exportRun(run.folder, out, 'csv'), { answers: 3, problems: [] });
    const rows = parse<Record<string, string>>(readFileSync(out), { columns: true });
    assert.deepEqual(Object.keys(rows[0]!), [...exportColumns]);
    assert.deepEqual(
      rows.map(({ row, model, answer, failure, cost_usd }) => [row, model, answer, failure, cost_usd]),
      [
        ['1', 'tiny', 'positive', '', '0'],
        ['2', 'big', 'a "quoted",\nlong answer', '', ''],
        ['3', 'big', '', 'timeout: no answer in 60 s', ''],
      ],
    );
  });

  it('tells of formulas, escapes them where that is wanted, and never in JSON', async () => {
    const run = await newRun(join(folder(), 'runs'));
    for (const [row, text] of ['=HYPERLINK("http://example.com")', '-5', '-5+cmd'].entries())
      await run.journal.append({ type: 'answer', model: '@m', row, answer: { status: 'valid', text }, usage: {} });
    await run.journal.append({ type: 'failure', model: 'm', row: 3, kind: 'server', message: '=1' });
    await run.close();
    const at = (name: string) => join(folder(), name);
    const answersIn = (name: string) =>
      parse<Record<string, string>>(readFileSync(at(name)), { columns: true }).map(({ model, answer }) => [
        model,
        answer,
      ]);
    assert.match(exportRun(run.folder, at('a.csv'), 'csv').formulas!, /^Cells of rows 1, 2, 3 begin like a formula/);
    assert.deepEqual(answersIn('a.csv')[0], ['@m', '=HYPERLINK("http://example.com")']);
    const options = { escapeFormulas: true };
    assert.equal(exportRun(run.folder, at('b.csv'), 'csv', options).formulas, undefined);
    assert.deepEqual(answersIn('b.csv'), [
      ["'@m", `'=HYPERLINK("http://example.com")`],
      ["'@m", '-5'],
      ["'@m", "'-5+cmd"],
      ['m', ''],
    ]);
    assert.equal(exportRun(run.folder, at('d.jsonl'), 'jsonl').formulas, undefined, 'no spreadsheet opens it');
    exportRun(run.folder, at('c.jsonl'), 'jsonl', options);
    assert.match(readFileSync(at('c.jsonl'), 'utf8'), /"answer":"=HYPERLINK/);
  });

  it('writes JSON lines', async () => {
    const run = await runWithAnswers();
    const out = join(folder(), 'answers.jsonl');
    exportRun(run.folder, out, 'jsonl');
    const rows = readFileSync(out, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    assert.deepEqual(rows[1], { row: 2, model: 'big', status: 'valid', answer: 'a "quoted",\nlong answer', key: 'x' });
  });

  it('writes to a disk that knows no syncing, and tells what went wrong first where cleaning up fails as well', async () => {
    const run = await runWithAnswers();
    const refuse = (code: string) => () => {
      throw systemError(code);
    };
    standIn(fs, 'fsyncSync', () => refuse('EINVAL'));
    assert.equal(exportRun(run.folder, join(folder(), 'a.csv'), 'csv').answers, 3);
    standIn(fs, 'writeSync', () => refuse('ENOSPC'));
    standIn(fs, 'rmSync', () => refuse('EPERM'));
    assert.throws(
      () => exportRun(run.folder, join(folder(), 'b.csv'), 'csv'),
      (error) => error instanceof DiskError && error.kind === 'full',
    );
  });

  it('passes over a damaged line, and names it', async () => {
    const run = await runWithAnswers();
    const path = join(run.folder, 'journal.smartlog');
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[1] = `${lines[1]!}x`;
    writeFileSync(path, lines.join('\n'));
    const { answers, problems } = exportRun(run.folder, join(folder(), 'answers.csv'), 'csv');
    assert.equal(answers, 2);
    assert.deepEqual(problems, [
      'Line 2 of the journal is damaged and was skipped; what it held will be asked again if it is needed.',
    ]);
  });

  it('overwrites nothing and leaves nothing half written', async () => {
    const run = await runWithAnswers();
    const out = join(folder(), 'answers.csv');
    exportRun(run.folder, out, 'csv');
    assert.throws(() => exportRun(run.folder, out, 'csv'), /exists already and is not overwritten/);
    assert.throws(() => exportRun(run.folder, join(folder(), 'absent', 'x.csv'), 'csv'), /is gone/);
    assert.ok(!existsSync(join(folder(), 'absent')));
    assert.deepEqual(readdirSync(folder()).sort(), ['answers.csv', 'runs']);
    assert.deepEqual(filesOpenIn(folder()), []);
  });

  it('writes what it has read every 5,000 lines, however many there are', async () => {
    const run = await newRun(join(folder(), 'runs'));
    for (let row = 0; row < 10_001; row++) void run.journal.append(numberedAnswer(row));
    await run.close();
    const out = join(folder(), 'answers.jsonl');
    const lines: number[] = [];
    standIn(
      fs,
      'writeSync',
      (real) =>
        ((file: number, bytes: Buffer, ...rest: number[]) => {
          lines.push(bytes.toString().split('\n').length - 1);
          return (real as (...args: unknown[]) => number)(file, bytes, ...rest);
        }) as never,
    );
    assert.equal(exportRun(run.folder, out, 'jsonl').answers, 10_001);
    assert.deepEqual(lines, [5000, 5000, 1]);
    assert.equal(readFileSync(out, 'utf8').split('\n').length - 1, 10_001);
  });
});
