// Runs in which a small model is asked about ten rows per request beside a big one, over a server that bills what it is sent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { roughTokens, seededUniform, type Answerer } from '../support/answerers';
import { packedAnswerer, type PackOptions } from '../support/packedAnswerer';
import { startLiveRun, type LiveRun, type LiveRunOptions } from './liveRun';

const rowCount = 700;
const rules = 'Count as spam whatever wants money, a number or a click from somebody who did not ask for it. '.repeat(
  12,
);
export const prompt = `Is this message spam or ham? ${rules} {{text}}`;
export const isSpam = (row: number) => seededUniform('spam', row) < 0.5;
export const texts = Array.from(
  { length: rowCount },
  (_, row) => `Message ${String(row)} ${isSpam(row) ? 'wins' : 'asks'}.`,
);
const prices = {
  small: { inputPerMillion: 0.5, outputPerMillion: 2 },
  big: { inputPerMillion: 5, outputPerMillion: 20 },
};
export const small = { model: 'small', price: prices.small };
export const packed = { ...small, id: 'packed', rowsPerRequest: 10 };
export const big = { model: 'big', price: prices.big };
const rowOf = (content: string) => Number(/Message (\d+)/.exec(content)![1]);

/** Answers a row by itself; the small model errs on one in a hundred. */
export const alone: Answerer = ({ model, instruction, content }) => {
  const row = rowOf(content);
  const errs = model === 'small' && seededUniform('errs', row) < 0.01;
  const inputTokens = roughTokens(instruction) + roughTokens(content);
  return { text: isSpam(row) !== errs ? 'spam' : 'ham', inputTokens, outputTokens: 2, logprob: errs ? -0.9 : -0.02 };
};

export async function withRun<T>(
  spoil: PackOptions['spoil'],
  body: (live: LiveRun) => Promise<T>,
  options: Partial<LiveRunOptions> = {},
): Promise<T> {
  const live = await startLiveRun({
    texts,
    answerer: packedAnswerer(alone, { countTokens: roughTokens, ...(spoil && { spoil }) }),
    models: [],
    priceOf: (model) => ({ type: 'token', ...prices[model as keyof typeof prices] }),
    ...options,
  });
  try {
    return await body(live);
  } finally {
    await live.close();
  }
}

type Result = Awaited<ReturnType<LiveRun['run']>>;

/** The promise is kept, every row has an answer, and the bill is the server's. */
export function assertSound(result: Result, live: LiveRun, billedBefore = 0): void {
  assert.equal(result.state, 'finished', result.message);
  const billed = live.server.ledger.billedUsd - billedBefore;
  assert.equal(result.finished!.spentUsd!.toFixed(9), billed.toFixed(9), 'the bill is the ledger');
  const rows: Record<string, string>[] = parse(readFileSync(result.output!, 'utf8'), { columns: true });
  const wrong = rows.filter((row) => row['smart_answer'] !== (isSpam(rowOf(row['text']!)) ? 'spam' : 'ham')).length;
  assert.ok(rows.every((row) => row['smart_answer'] !== ''));
  assert.ok(wrong <= result.finished!.promise.allowed, String(wrong));
}
