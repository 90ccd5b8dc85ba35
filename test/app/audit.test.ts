// The user's audit of a judge, from the command line: what the judge called the same goes out in a file, blind, comes back with yes and no, and the
// report says how many rows differ in the user's own eyes at most.
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { auditCommand } from '../../src/cli/audit';
import { reportCommand } from '../../src/cli/report';
import { auditOfRun } from '../../src/app/auditOfRun';
import { AuditSitting } from '../../src/app/auditSitting';
import type { JobFile } from '../../src/app/jobFile';
import { readAnswers } from '../../src/app/readAnswers';
import { renewReports } from '../../src/app/writeReports';
import { overruling } from '../../src/engine/audit/overruling';
import { readDelivery } from '../../src/store/deliveryFile';
import { keepPersonVerdicts } from '../../src/store/personVerdicts';
import { readManifest } from '../../src/store/runFiles';
import { readRunState } from '../../src/store/runList';
import { seededUniform, type ModelCall } from '../support/answerers';
import { verdictReply } from '../support/judging';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 900;
const texts = Array.from({ length: rowCount }, (_, row) => `Report ${String(row)} of the depot.`);
const usd = { small: 0.2, large: 5, judge: 1 } as const;
const price = (input: number) => ({ inputPerMillion: input, outputPerMillion: 4 * input });

/** What the judge calls the same and a user would not. */
const isOverlooked = (row: number) => seededUniform('overlooked', row) < 0.1;
const rowOf = (text: string) => Number(/Report (\d+)/.exec(text)![1]);

function summary({ model, content }: ModelCall): string {
  const row = rowOf(content);
  if (model === 'large') return `The depot received ${String(row)} crates.`;
  return isOverlooked(row) ? `Depot: ${String(row)} crates, it is said.` : `In short: ${String(row)} crates came.`;
}

const asked = {
  labels: undefined,
  task: 'text',
  prompt: 'Summarise: {{text}}',
  same: { by: 'judge', model: 'judge' },
} as unknown as Partial<JobFile>;

describe("a user's audit of a judge", function () {
  this.timeout(240_000);
  let live: LiveRun;
  let id: string;
  let runs: string;
  const at = (name: string) => join(live.folder, name);

  before(async () => {
    live = await startLiveRun({
      texts,
      models: Object.entries(usd).map(([model, input]) => ({ model, price: price(input) })),
      priceOf: (model) => ({ type: 'token', ...price(usd[model as keyof typeof usd]) }),
      answerer: (call) => ({
        text: call.model === 'judge' ? verdictReply(call, () => true) : summary(call),
        inputTokens: 400,
        outputTokens: call.model === 'judge' ? 20 : 60,
      }),
    });
    const result = await live.run(asked);
    assert.equal(result.state, 'finished', result.message);
    id = basename(result.folder);
    runs = join(result.folder, '..');
  });
  after(() => live.close());

  async function smart(command: typeof auditCommand, ...args: string[]) {
    let out = '';
    const io = { stdout: { write: (text: string) => (out += text) }, stderr: { write: () => undefined } };
    await command([id, ...args, '--runs', runs], io);
    return out;
  }
  const rowsOf = (name: string): Record<string, string>[] => parse(readFileSync(at(name), 'utf8'), { columns: true });
  const sayOf = (name: string, say: (row: number) => string, skip = 0) => {
    const records = rowsOf('out.csv').slice(skip);
    for (const record of records) record['same'] = say(Number(record['row']) - 1);
    writeFileSync(at(name), stringify(records, { header: true }));
    return at(name);
  };

  it('shows the rows that were drawn first, blind and with what they were asked about', async () => {
    await assert.rejects(smart(auditCommand), /No audit of this run is finished/);
    await assert.rejects(
      smart(auditCommand, '--rows', '899', '--export', at('out.csv')),
      /rows of this run were drawn/,
    );
    const told = JSON.parse(await smart(auditCommand, '--rows', '40', '--export', at('out.csv'), '--json')) as object;
    const rows = rowsOf('out.csv');
    assert.deepEqual(told, { out: at('out.csv'), audited: 40, shown: rows.length });
    assert.equal(rows.length, 40, 'no two answers are equal by the letter here');
    let largeFirst = 0;
    for (const { row, input, answer_a: a, answer_b: b, same } of rows) {
      const number = Number(row) - 1;
      assert.equal(input, texts[number]);
      const content = input!;
      const both = [
        summary({ model: 'large', instruction: '', content }),
        summary({ model: 'small', instruction: '', content }),
      ];
      assert.deepEqual([a, b].sort(), both.sort());
      assert.equal(same, '');
      if (a!.startsWith('The depot received')) largeFirst++;
    }
    assert.ok(largeFirst > 5 && largeFirst < 35, String(largeFirst));
    await assert.rejects(smart(auditCommand, '--rows', '40', '--export', at('out.csv')), /exists already/);
    await assert.rejects(smart(auditCommand, '--rows', '30', '--export', at('b.csv')), /An audit of 40 rows was begun/);
    assert.ok(!existsSync(at('b.csv')));
  });

  it('refuses with file, line and row what is missing, foreign, doubled or no word', async () => {
    const imported = (path: string) => smart(auditCommand, '--import', path);
    await assert.rejects(
      imported(sayOf('less.csv', () => 'yes', 3)),
      /less\.csv: 3 rows of 40 have neither yes nor no/,
    );
    await assert.rejects(
      imported(sayOf('word.csv', () => 'perhaps')),
      /word\.csv, line 2: "perhaps" .* neither yes nor no/,
    );
    const [first] = rowsOf('out.csv');
    writeFileSync(
      at('twice.csv'),
      stringify(
        [
          { ...first, same: 'yes' },
          { ...first, same: 'no' },
        ],
        { header: true },
      ),
    );
    await assert.rejects(imported(at('twice.csv')), /twice\.csv, line 3: row \d+ stands there twice/);
    writeFileSync(at('other.csv'), 'row,same\n1000,yes\n');
    await assert.rejects(imported(at('other.csv')), /line 2: row "1000" is none of the audit's rows/);
    writeFileSync(at('column.csv'), 'row,equal\n1,yes\n');
    await assert.rejects(imported(at('column.csv')), /has no column "same"/);
  });

  it("bounds the rows that differ in the user's eyes, in the answer of the command and in the report", async () => {
    const path = sayOf('said.csv', (row) => (isOverlooked(row) ? 'no' : 'Yes'));
    const figures = JSON.parse(await smart(auditCommand, '--import', path, '--json')) as Record<string, number>;
    const overlooked = rowsOf('out.csv').filter(({ row }) => isOverlooked(Number(row) - 1)).length;
    assert.equal(figures['disagreed'], overlooked);
    assert.equal(figures['confidence'], 0.975);
    const { allowed, bound } = figures as { allowed: number; bound: number };
    assert.ok(bound > 0 && bound < rowCount);
    const sentence = await smart(auditCommand);
    assert.match(sentence, /With 92\.5% confidence, at most .* of these 900 rows differ in that person's own eyes/);
    assert.ok(sentence.includes(`at most ${String(allowed + bound)} of these`));
    const report = await smart(reportCommand);
    assert.ok(report.includes("differ in that person's own eyes"));
    assert.ok((await smart(reportCommand, '--format', 'html')).includes('own eyes'));
    const json = JSON.parse(await smart(reportCommand, '--format', 'json')) as { audit: { bound: number } };
    assert.equal(json.audit.bound, bound);
    assert.ok(readFileSync(join(runs, id, 'report.md'), 'utf8').includes('own eyes'));
    await assert.rejects(smart(reportCommand, '--format', 'pdf'), /give md, html or json/);
  });

  describe('in the panel', () => {
    let folder: string;
    const sitting = () =>
      new AuditSitting(
        () => folder,
        () => runToAudit(folder),
      );
    /** What the user says of a pair: whether both hold the figure, and neither says that it is hearsay. */
    const word = (row: number) => (isOverlooked(row) ? 'different' : 'same');

    before(() => {
      folder = join(runs, `${id}-again`);
      cpSync(join(runs, id), folder, { recursive: true });
      for (const name of ['audit.json', 'audit.smartlog']) rmSync(join(folder, name));
    });

    it('is as good as by file: left and taken up again, taken back, and an overruled verdict is no longer asked about', async () => {
      const { drawn, population, begun } = await sitting().open();
      assert.ok(drawn >= 40 && drawn < population && population <= rowCount);
      assert.equal(begun, undefined);
      await assert.rejects(sitting().begin(drawn + 1), /rows of this run were drawn at random/);
      let view = await sitting().begin(40);
      await assert.rejects(sitting().begin(30), /An audit of 40 rows was begun/);
      assert.deepEqual(view.begun, { audited: 40, shown: 40, said: 0 });
      assert.equal(view.figures, undefined);
      await assert.rejects(sitting().say(view.next!.row + 1, 'same'), /Another row is to be looked at/);
      assert.equal(auditOfRun(folder), undefined);

      // Overruled where it was seen, for every answer in the same letters: not asked about any more, and counted.
      const all = await runToAudit(folder);
      const overruled = view.next!.row;
      const model = 'small';
      await keepPersonVerdicts(folder, overruling(all, overruled, model, true));
      assert.deepEqual((await sitting().open()).overruled, { same: 0, different: 1 });
      const order: number[] = [];
      let isTakenBack = false;
      let referenceFirst = 0;
      for (view = await sitting().open(); view.next;) {
        const { row, cells, answers } = view.next;
        assert.deepEqual(cells, [{ column: 'text', text: texts[row] }]);
        if (answers[0].startsWith('The depot received')) referenceFirst++;
        order.push(row);
        view = await sitting().say(row, word(row));
        if (order.length === 7 && !isTakenBack) {
          isTakenBack = true;
          view = await sitting().undo();
          assert.equal(view.next!.row, order.pop(), 'the same pair again');
        }
      }
      assert.equal(order.length, 39);
      assert.ok(!order.includes(overruled));
      assert.notDeepEqual(
        order,
        [...order].sort((a, b) => a - b),
      );
      assert.ok(referenceFirst > 5 && referenceFirst < 35, String(referenceFirst));
      const disagreed = order.filter(isOverlooked).length + 1;
      assert.equal(view.figures?.disagreed, disagreed);
      assert.deepEqual(auditOfRun(folder), view.figures);
      await renewReports(folder);
      const report = readFileSync(join(folder, 'report.md'), 'utf8');
      assert.ok(report.includes(`calls ${String(disagreed)} of them different`), report);
      assert.match(
        report,
        /A person overruled the judge: they call the answers to 1 row different that the judge let pass\./,
      );
    });

    it('leaves promise, verdicts and bill as they were', async () => {
      const [before, after] = await Promise.all(
        [join(runs, id), folder].map((one) => readRunState(one, () => undefined)),
      );
      assert.deepEqual(after!.finished, before!.finished);
      assert.equal(
        readFileSync(join(folder, 'journal.smartlog')).length,
        readFileSync(join(runs, id, 'journal.smartlog')).length,
      );
    });
  });
});

async function runToAudit(folder: string) {
  const { job } = readManifest(folder);
  const delivery = (await readDelivery(folder))!;
  const table = await readAnswers(folder, delivery, job.task);
  return {
    ...{ job, delivery, table },
    cellsOf: (row: number) => Promise.resolve([{ column: 'text', text: texts[row]! }]),
  };
}
