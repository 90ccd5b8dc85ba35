// Speed and memory of the journal: answers appended per second in each durability, and records streamed back. Argument: records (200,000).
// Usage: node dist/test/bench/journal.bench.js 1000000
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalRecord } from '../../src/engine/journal';
import { openJournal, type JournalOptions } from '../../src/store/journal';

const records = Number(process.argv[2] ?? 200_000);
const folder = mkdtempSync(join(tmpdir(), 'smart-journal-bench-'));

function answer(row: number): JournalRecord {
  return {
    type: 'answer',
    model: row % 4 === 0 ? 'gpt-4.1' : 'gpt-4o-mini',
    row,
    answer: {
      status: 'valid',
      key: row % 3 ? 'positive' : 'negative',
      text: row % 3 ? 'positive' : 'negative',
      costUsd: 0.0000243 + row * 1e-9,
      confidence: 0.93,
    },
    billedUsd: 0.0000243 + row * 1e-9,
    usage: { inputTokens: 140 + (row % 50), cachedInputTokens: 0, outputTokens: 2 },
    modelVersion: 'gpt-4o-mini-2024-07-18',
  };
}

/** Appends with so many awaited at once; 0: nothing is awaited but the end. */
async function appendAll(path: string, underWay: number, options: JournalOptions): Promise<number> {
  const journal = await openJournal(path, options);
  const began = performance.now();
  let last: Promise<void> = Promise.resolve();
  if (underWay === 0) for (let row = 0; row < records; row++) last = journal.append(answer(row));
  else {
    let next = 0;
    const worker = async () => {
      while (next < records) await journal.append(answer(next++));
    };
    await Promise.all(Array.from({ length: underWay }, worker));
  }
  await last;
  const seconds = (performance.now() - began) / 1000;
  await journal.close();
  return records / seconds;
}

async function readAll(path: string): Promise<{ perSecond: number; openedMs: number }> {
  const began = performance.now();
  const journal = await openJournal(path);
  const openedMs = performance.now() - began;
  const start = performance.now();
  let count = 0;
  for (const record of journal.earlier) if (record.type === 'answer') count++;
  if (count !== records) throw new Error(`read ${String(count)} of ${String(records)}`);
  const seconds = (performance.now() - start) / 1000;
  await journal.close();
  return { perSecond: records / seconds, openedMs };
}

async function main() {
  const rate = (perSecond: number) => `${Math.round(perSecond).toLocaleString('en-US')}/s`;
  for (const durability of ['disk', 'process'] as const) {
    for (const underWay of [0, 64, 1000]) {
      const path = join(folder, `${durability}-${String(underWay)}`);
      const perSecond = await appendAll(path, underWay, { durability });
      console.log(
        `append, ${durability}, ${String(underWay || 'all')} under way: ${rate(perSecond)}, ${(perSecond / 20_000).toFixed(1)} x 20,000/s`,
      );
    }
  }
  const path = join(folder, 'disk-0');
  const { perSecond, openedMs } = await readAll(path);
  console.log(`read: ${rate(perSecond)}; opening (checking every line) ${openedMs.toFixed(0)} ms`);
  console.log(
    `${(statSync(path).size / records).toFixed(0)} bytes/record; peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
  );
}

main().finally(() => {
  rmSync(folder, { recursive: true });
});
