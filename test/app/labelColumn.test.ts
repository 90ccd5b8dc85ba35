// Labels that rows have already, by the command line over a real server: such rows keep them, the reference is never asked about them, and the promise
// holds against labels and reference answers together.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { seededUniform, syntheticAnswerer, type Answerer } from '../support/answerers';
import { labels, makeRunFixture, prompt, type RunFixture } from './runFixture';
import { smart } from './smartProcess';

const rows = 1500;
type Result = {
  readonly output: string;
  readonly runId: string;
  readonly spentUsd: number;
  readonly report: string;
  readonly promise: {
    readonly allowed: number;
    readonly labelled?: { rows: number; column: string; areRandom: boolean };
  };
};

describe('rows that have a label already', function () {
  this.timeout(240_000);
  let fixture: RunFixture;
  let texts: string[];
  const truth = syntheticAnswerer(labels);
  const trueLabel = (text: string) => truth({ model: 'large', instruction: '', content: text }).text;
  before(async () => {
    const synthetic = syntheticAnswerer(labels, { small: 0.05, medium: 0.03 });
    const answerer: Answerer = (call) =>
      synthetic({ ...call, instruction: '', content: /message \d+/.exec(call.content)![0] });
    fixture = await makeRunFixture(rows, { answerer });
    texts = Array.from({ length: rows }, (_, row) => `message ${String(row)}`);
  });
  after(() => fixture.close());

  /** @param labelOf undefined: the row has none. */
  async function table(name: string, labelOf: (row: number) => string | undefined): Promise<string> {
    const path = join(fixture.folder, `${name}.csv`);
    await writeFile(path, `text,known\n${texts.map((text, row) => `${text},${labelOf(row) ?? ''}`).join('\n')}\n`);
    return path;
  }
  const run = (dataset: string, ...more: string[]) =>
    smart([
      ...['run', dataset, '--prompt', prompt, '--labels', labels.join(','), '--models', fixture.ladder],
      ...['--runs', join(fixture.folder, 'runs'), '--accuracy', '0.9', '--seed', '3', '--no-cache', '--json', ...more],
    ]);
  const askedAbout = (from: number) =>
    fixture.server.ledger.entries
      .slice(from)
      .filter(({ model }) => model === 'large')
      .map(({ content }) => /message \d+/.exec(content)![0]);

  for (const random of [false, true])
    it(`keep it, cost nothing, and ${random ? 'begin the sample where they were drawn at random' : 'feed the plan'}`, async () => {
      const has = (row: number) => (random ? seededUniform('drawn', row) < 0.2 : row >= 1200);
      // A third of the labels say otherwise than the reference would: they are what counts there.
      const given = (row: number) => {
        const label = trueLabel(texts[row]!);
        return !random && row % 3 === 0 ? labels.find((other) => other !== label)! : label;
      };
      const dataset = await table(random ? 'drawn' : 'picked', (row) =>
        has(row) ? ` ${given(row).toUpperCase()} ` : undefined,
      );
      const before = fixture.server.ledger.entries.length;
      const { code, stdout, stderr } = await run(dataset, '--gold', 'known', ...(random ? ['--gold-random'] : []));
      assert.equal(code, 0, stderr);
      const result = JSON.parse(stdout) as Result;
      const asked = askedAbout(before);
      // Three hundred labels that were drawn at random are sample enough.
      assert.equal(asked.length === 0, random);
      const isLabelled = new Set(texts.filter((_, row) => has(row)));
      assert.deepEqual(
        asked.filter((text) => isLabelled.has(text)),
        [],
        'the reference is not asked about a row that has a label',
      );
      const count = texts.filter((_, row) => has(row)).length;
      assert.deepEqual(result.promise.labelled, { rows: count, column: 'known', areRandom: random });
      const delivered = parse(await readFile(result.output, 'utf8'), { columns: true }) as Record<string, string>[];
      let deviating = 0;
      delivered.forEach((cells, row) => {
        if (has(row)) {
          assert.equal(cells['smart_answer'], given(row));
          assert.equal(cells['smart_model'], 'label');
          assert.equal(cells['smart_status'], 'labelled');
        } else if (cells['smart_answer'] !== trueLabel(texts[row]!)) deviating++;
      });
      assert.ok(deviating <= result.promise.allowed, `${String(deviating)} of ${String(result.promise.allowed)}`);
      const report = (await readFile(result.report, 'utf8')).replaceAll('&nbsp;', ' ');
      assert.match(report, /rows keep the label that they have in the column known/);
      assert.equal(/you vouched that they were drawn at random/.test(report), random);

      const { length } = fixture.server.ledger.entries;
      const again = await run(
        dataset,
        '--gold',
        'known',
        ...(random ? ['--gold-random'] : []),
        '--resume',
        result.runId,
      );
      assert.equal(again.code, 0, again.stderr);
      assert.equal(fixture.server.ledger.entries.length, length, 'a finished run asks nothing again');
      const other = await run(dataset, '--resume', result.runId);
      assert.equal(other.code, 2);
      assert.match(other.stderr, /gold is not given now and was known/);
    });

  it('cost less than none of them, the same rows asked otherwise', async () => {
    const dataset = await table('half', (row) => (row % 2 === 0 ? trueLabel(texts[row]!) : undefined));
    const spent = async (...more: string[]) => (JSON.parse((await run(dataset, ...more)).stdout) as Result).spentUsd;
    const [without, withLabels, whole] = [
      await spent(),
      await spent('--gold', 'known'),
      await spent('--gold', 'known', '--strategy', 'reference'),
    ];
    const estimate = async (...more: string[]) =>
      JSON.parse((await run(dataset, '--dry-run', '--strategy', 'reference', ...more)).stdout) as {
        total: { expectedUsd: number };
        requests: { low: number; high: number };
      };
    const [before, after] = [await estimate(), await estimate('--gold', 'known')];
    assert.ok(Math.abs(after.total.expectedUsd - before.total.expectedUsd / 2) < 1e-9, 'half is left to pay');
    assert.deepEqual(
      [before.requests, after.requests].map(({ high }) => high),
      [rows, rows / 2],
    );
    assert.ok(withLabels < without, `${String(withLabels)} and ${String(without)}`);
    assert.ok(whole > 0);
  });

  for (const [what, labelOf, more, message] of [
    [
      'a label that is none',
      (row: number) => (row === 7 ? 'spam' : row === 4 ? 'Spma' : undefined),
      ['--gold', 'known'],
      /unread\.csv: a label in the column "known" cannot be read.*one of "spam", "ham".*line 6: "Spma".*Mend the cell, or empty it/,
    ],
    ['a column without labels', () => undefined, ['--gold', 'known'], /no row has a label in the column "known"/],
    ['a column that is none', () => 'spam', ['--gold', 'knwon'], /no column "knwon".*Did you mean \{\{known\}\}/],
    ['a column that the prompt shows', () => 'spam', ['--gold', 'text'], /the models would be shown the answers/],
    [
      'a published strategy',
      () => 'spam',
      ['--gold', 'known', '--strategy', 'model-mix'],
      /certified and reference; model-mix/,
    ],
    ['random rows without labels', () => 'spam', ['--gold-random'], /give --gold COLUMN too/],
  ] as const)
    it(`are refused: ${what}, before anything is sent`, async () => {
      const { length } = fixture.server.ledger.entries;
      const { code, stderr } = await run(await table('unread', labelOf), ...more);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.equal(fixture.server.ledger.entries.length, length);
    });
});
