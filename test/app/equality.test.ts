// Whole runs over HTTP whose answers a small model writes in its own way: the same facts in other letters. By the letter nothing is saved; by
// the rules that the user chose nearly everything is, and what really differs still counts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { JobFile } from '../../src/app/jobFile';
import { readManifest } from '../../src/store/runFiles';
import { seededUniform, type Answerer, type ModelCall } from '../support/answerers';
import { startLiveRun, type LiveRun } from './liveRun';

const rowCount = 1000;
const texts = Array.from({ length: rowCount }, (_, row) => `Invoice ${String(row)}.`);
const price = (input: number) => ({ inputPerMillion: input, outputPerMillion: 4 * input });
const models = [
  { model: 'small', price: price(0.2) },
  { model: 'large', price: price(5) },
];
const rowOf = ({ content }: ModelCall) => Number(/Invoice (\d+)/.exec(content)![1]);
const isSmall = ({ model }: ModelCall) => model === 'small';
/** What the small model gets wrong, not only writes otherwise. */
const errs = (row: number) => seededUniform('wrong', row) < 0.02;

const start = (answer: (call: ModelCall, row: number) => string): Promise<LiveRun> => {
  const answerer: Answerer = (call) => ({ text: answer(call, rowOf(call)), inputTokens: 60, outputTokens: 30 });
  return startLiveRun({
    texts,
    answerer,
    models,
    priceOf: (model) => ({ type: 'token', ...price(model === 'small' ? 0.2 : 5) }),
  });
};

async function savingsOf(
  live: LiveRun,
  task: Partial<JobFile>,
): Promise<{ savings: number; rows: Record<string, string>[] }> {
  const before = live.server.ledger.billedUsd;
  const result = await live.run({ labels: undefined, prompt: 'Read {{text}}', ...task } as Partial<JobFile>);
  assert.equal(result.state, 'finished', result.message);
  // A run is resumed by what its manifest says.
  assert.deepEqual(readManifest(result.folder).job.task, result.job.task);
  const billed = live.server.ledger.billedUsd - before;
  const alone = rowCount * (60 * 5 + 30 * 20) * 1e-6;
  return { savings: alone / billed, rows: parse(readFileSync(result.output!, 'utf8'), { columns: true }) };
}

describe('answers that are the same in other letters', function () {
  this.timeout(240_000);

  it('fields by their rules: five fields of 1,000 invoices', async () => {
    const invoice = (row: number) => ({
      day: 1 + (row % 28),
      total: 1000 + row * 1.25,
      tags: ['paper', 'ink', 'toner'].filter((_, i) => (row >> i) % 2 === 0),
    });
    const live = await start((call, row) => {
      const { day, total, tags } = invoice(row);
      const name = `Shop ${String(row % 40)}`;
      if (!isSmall(call)) {
        const due = `2024-05-${String(day).padStart(2, '0')}`;
        return JSON.stringify({ name, total, due, tags, note: `Due on ${due}, to be paid by wire.`, id: 'L' });
      }
      return JSON.stringify({
        id: `S${String(row)}`,
        note: `To be paid by wire, due on 2024-05-${String(day).padStart(2, '0')}!`,
        tags: [...tags].reverse(),
        due: `May ${String(day)}, 2024`,
        total: `$${(errs(row) ? total + 10 : total).toLocaleString('en-US', { minimumFractionDigits: 2 })}`,
        name,
      });
    });
    try {
      const fields = [
        'name',
        { path: 'total', same: 'number' as const, tolerance: 0.01 },
        { path: 'due', same: 'date' as const },
        { path: 'tags', same: 'set' as const },
        { path: 'note', same: 'text' as const },
        { path: 'id', same: 'ignore' as const },
      ];
      const byRule = await savingsOf(live, { task: 'json', fields });
      const wrong = byRule.rows.filter((row, i) => row['smart_model'] === 'small' && errs(i)).length;
      assert.ok(wrong > 0 && wrong <= rowCount * 0.05, String(wrong));
      const byLetter = await savingsOf(live, {
        task: 'json',
        fields: fields.map((field) => (typeof field === 'string' ? field : field.path)),
      });
      assert.ok(
        byRule.savings > 2 && byLetter.savings < 1.2,
        `${String(byRule.savings)} and ${String(byLetter.savings)}`,
      );
    } finally {
      await live.close();
    }
  });

  it('texts by their words, and by how many they share', async () => {
    const live = await start((call, row) => {
      const what = `${errs(row) && isSmall(call) ? 'refund' : 'delivery'} of parcel ${String(row)} is late`;
      return isSmall(call) ? `Late is the ${what.replace(' is late', '')}.` : `The ${what}`;
    });
    try {
      const byWords = await savingsOf(live, { task: 'text', same: 'words' });
      const bySimilarity = await savingsOf(live, { task: 'text', similarFrom: 0.8 });
      const byLetter = await savingsOf(live, { task: 'text' });
      const figures = [byWords, bySimilarity, byLetter].map(({ savings }) => savings.toFixed(2)).join(', ');
      assert.ok(byWords.savings > 2 && bySimilarity.savings > 2 && byLetter.savings < 1.2, figures);
    } finally {
      await live.close();
    }
  });

  it('several labels per row, as a set', async () => {
    const labels = ['billing', 'refund', 'delivery', 'praise'];
    const live = await start((call, row) => {
      const found = labels.filter((_, i) => seededUniform(row, i) < 0.4);
      const given =
        errs(row) && isSmall(call) ? [...found, labels.find((label) => !found.includes(label)) ?? 'praise'] : found;
      return isSmall(call) ? [...given].reverse().join(', ') || 'none' : JSON.stringify(found);
    });
    try {
      const { savings, rows } = await savingsOf(live, { task: 'labels', labels, multiple: true });
      assert.ok(savings > 2, String(savings));
      const sets = new Set(rows.map((row) => row['smart_answer']!));
      assert.ok(sets.has('[]') && sets.has('billing, refund'), [...sets].join(' | '));
      for (const set of sets) assert.ok(set === '[]' || set.split(', ').every((label) => labels.includes(label)), set);
    } finally {
      await live.close();
    }
  });
});
