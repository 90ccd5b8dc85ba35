// A finished run of many rows on disk, as the driver leaves it: dataset, manifest, journal, delivery. Answers are synthetic, files are real.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../../src/engine/model';
import { DeliveryBuilder } from '../../src/engine/strategy';
import { formatDelivery, writeDelivery } from '../../src/store/deliveryFile';
import { createRun } from '../../src/store/runFolder';
import { recordRun } from './harness/recordedRun';
import { scriptedStrategy } from './harness/scriptedStrategy';

const model = (id: string, inputPerMillion: number, outputPerMillion: number): Model => ({
  id,
  provider: 'local',
  modelId: id,
  price: { type: 'token', inputPerMillion, outputPerMillion },
  settings: {},
});
const models = [model('small', 0.05, 0.4), model('large', 2.5, 10)];
const [small, large] = [0, 1];
const words =
  'the battery of this phone lasts a week and its screen is bright but the speaker rattles at high volume'.split(' ');

/**
 * Every tenth row is checked against the reference, every fiftieth escalated.
 * @param isText answers are free text, no two of them alike. @default labels
 * @returns the run's folder.
 */
export async function writeLargeRun(folder: string, rows: number, isText = false): Promise<string> {
  const dataset = join(folder, 'reviews.csv');
  mkdirSync(folder, { recursive: true });
  const textOf = (row: number) =>
    Array.from({ length: 18 }, (_, i) => words[(row * 7 + i * 3) % words.length]).join(' ');
  writeFileSync(dataset, 'id,text\n');
  // In pieces: ten million rows are more than one string holds.
  for (let from = 0; from < rows; from += 100_000) {
    const piece = Array.from({ length: Math.min(100_000, rows - from) }, (_, i) => from + i);
    appendFileSync(dataset, piece.map((row) => `${String(row + 1)},"${textOf(row)}, ${String(row)}"\n`).join(''));
  }
  const { events } = recordRun({
    strategy: scriptedStrategy,
    name: 'certified',
    rows: 2000,
    seed: 7,
    accuracy: 0.95,
    isExplained: true,
  });
  const run = await createRun(join(folder, 'runs'), {
    job: {
      dataset,
      prompt: 'Is this review positive or negative? {{text}}',
      task: isText ? { type: 'text' } : { type: 'labels', labels: ['positive', 'negative'] },
      models,
      accuracy: 0.95,
      confidence: 0.95,
      strategy: 'certified',
      seed: 7,
      columns: { answer: 'smart_answer' },
      escapeFormulas: false,
    },
    dataset: { name: 'reviews.csv', path: dataset, hash: 'sha256-0', rowCount: rows },
    software: { name: 'smart-llm', version: '0.1.0' },
    createdAt: '2026-11-22T10:00:00.000Z',
    journal: { durability: 'process' },
  });
  const delivery = new DeliveryBuilder(rows);
  let written: Promise<void> = Promise.resolve();
  const answer = (which: number, row: number, key: string) => {
    written = run.journal.append({
      type: 'answer',
      model: models[which]!.id,
      row,
      answer: { status: 'valid', key, text: key, costUsd: which === small ? 0.0000243 : 0.000412, confidence: 0.93 },
      billedUsd: which === small ? 0.0000243 : 0.000412,
      usage: { inputTokens: 140 + (row % 50), outputTokens: 2 },
      modelVersion: `${models[which]!.id}-2026-01-01`,
    });
  };
  for (const event of events.slice(0, -1)) written = run.journal.append({ type: 'event', event });
  for (let row = 0; row < rows; row++) {
    const label = row % 2 === 0 ? 'positive' : 'negative';
    const key = isText ? `${label}, since ${textOf(row).slice(0, 60)} (${String((row * 7919) % rows)})` : label;
    answer(small, row, row % 31 === 0 && !isText ? 'negative' : key);
    const isChecked = row % 10 === 0 || row % 50 === 7;
    if (isChecked) answer(large, row, key);
    delivery.set(row, isChecked ? large : small, row % 10 === 0 ? 'profiled' : isChecked ? 'escalated' : 'trusted');
    if (row % 1000 === 0) await written;
  }
  written = run.journal.append({ type: 'event', event: events.at(-1)! });
  await written;
  await run.close();
  await writeDelivery(
    run.folder,
    formatDelivery(
      delivery,
      models.map(({ id }) => id),
    ),
  );
  return run.folder;
}
