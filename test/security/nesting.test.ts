// What the fuzzer found in files of strangers: nesting that runs out of stack, types that nobody expects, a checksum over no JSON.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatasetBytes } from '../../src/datasets/openDataset';
import { InputError } from '../../src/engine/inputError';
import { parseJobFile } from '../../src/app/jobFile';
import { writeReports } from '../../src/app/writeReports';
import { parseLadder } from '../../src/providers/ladder';
import { JournalLines } from '../../src/store/journalLine';
import { parseManifest } from '../../src/store/manifest';
import { readRunState } from '../../src/store/runList';
import { newRun } from '../store/runs';
import { scratchFolder } from '../store/scratch';
import { notebookSeed } from './fuzz/seeds';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const depth = 20_000;

describe('files of strangers', () => {
  const folder = scratchFolder();

  it('that are nested deep are refused with a sentence: manifests, job files, ladders', () => {
    const deep = (text: string) => JSON.stringify(text).slice(1, -1);
    const model = `{"provider":"openai","model":"a","body":{"x":${nested(depth)}}}`;
    assert.throws(() => parseLadder(`[${model}]`, 'l.json', () => ({ type: 'unknown' })), /l\.json is not JSON.*deep/);
    assert.throws(() => parseJobFile(`{"dataset":"x","models":[${model}]}`, 'a.smart.json'), /a\.smart\.json.*deep/);
    assert.throws(() => parseManifest(`{"job":${nested(depth)}}`, deep('m')), InputError);
  });

  it('that have other types in a job than the form writes are refused before anybody reads them', async () => {
    const run = await newRun(join(folder(), 'runs'));
    await run.close();
    const sound = JSON.parse(readFileSync(join(run.folder, 'manifest.json'), 'utf8')) as { job: object };
    const changes: object[] = [
      { task: { type: 'labels', labels: [1, null] } },
      { task: { type: 'labels' } },
      { task: { type: 'json', fields: 'a' } },
      { task: { type: 'number', absoluteTolerance: '0' } },
      { models: [{ id: 'a', provider: 'b', modelId: 'c', price: { type: 'unknown' }, settings: { headers: 7 } }] },
      {
        models: [
          {
            ...{ id: 'a', provider: 'b', modelId: 'c', settings: {} },
            price: { type: 'token', inputPerMillion: -5, outputPerMillion: 1 },
          },
        ],
      },
      { columns: { answer: 'a', model: {} } },
      { examples: [{ values: { text: 1 }, answer: 'x' }] },
      { budgetUsd: -1 },
      { out: [] },
      { reference: 3 },
    ];
    for (const change of changes) {
      const text = JSON.stringify({ ...sound, job: { ...sound.job, ...change } });
      assert.throws(() => parseManifest(text, 'm'), /m is not the manifest of a run/, JSON.stringify(change));
    }
  });

  it('whose journal carries a right checksum over no JSON, or over deep events, are read past it', async () => {
    const run = await newRun(join(folder(), 'runs'));
    await run.close();
    const lines = new JournalLines();
    for (const line of [
      '{"format":',
      'null',
      `{"type":"event","event":{"type":"noted","message":"x","more":${nested(depth)}}}`,
    ])
      lines.add(line);
    writeFileSync(join(run.folder, 'journal.smartlog'), lines.take());
    const problems: string[] = [];
    await readRunState(run.folder, (problem) => problems.push(problem));
    assert.equal(problems.length, 3, problems.join('\n'));
    assert.match(problems[2]!, /deeper/);
    await writeReports(run.folder);
  });

  describe('notebooks', () => {
    const opened = (html: string) => {
      const { cells, ...rest } = notebookSeed(() => html);
      return openDatasetBytes('n.ipynb', Buffer.from(JSON.stringify({ ...rest, cells: cells.slice(0, 2) })));
    };
    it('with elements deep inside one another are refused', async () => {
      const html = `<table><tr><th>a</th></tr><tr><td>${'<a>'.repeat(depth)}x${'</a>'.repeat(depth)}</td></tr></table>`;
      await assert.rejects(opened(html), /more than 512 deep/);
    });
    it('with few cells that span everything are refused, and moderate ones are read', async () => {
      const wide = '<td rowspan="1000" colspan="1000">x</td>';
      const table = (cells: string, rows: number) =>
        `<table><tr><th>a</th><th>b</th></tr>${`<tr>${cells}</tr>`.repeat(rows)}</table>`;
      await assert.rejects(opened(table(wide.repeat(3), 1000)), /span 5,000,000 places/);
      assert.equal((await opened(table('<td colspan="2">x</td>', 20))).rowCount, 20);
    });
  });
});
