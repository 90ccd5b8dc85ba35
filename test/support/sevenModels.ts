// The seven OpenAI models of the recorded messages with list prices, and the faults that issue after issue of real services consists of.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRecorded, type Recorded } from '../../src/datasets/recorded';
import type { Price } from '../../src/engine/model';
import type { Faults } from './faults';

/** Dollars per million tokens: input, output. */
export const listPrices: Readonly<Record<string, readonly [number, number]>> = {
  'gpt-5': [1.25, 10],
  'gpt-5-mini': [0.25, 2],
  'gpt-5-nano': [0.05, 0.4],
  'gpt-4.1': [2, 8],
  'gpt-4.1-mini': [0.4, 1.6],
  'gpt-4o-mini': [0.15, 0.6],
  'gpt-3.5-turbo-0125': [0.5, 1.5],
};

export function priceOf(model: string): Price {
  const [inputPerMillion, outputPerMillion] = listPrices[model]!;
  return { type: 'token', inputPerMillion, outputPerMillion };
}

/** 10 % 429 with Retry-After, 5 % 500, 2 % resets, 1 % each of hangs, cut bodies, bodies that are no JSON, and answers that are none. */
export const everyFault: Faults = {
  rateLimit: 0.1,
  serverError: 0.05,
  reset: 0.02,
  hang: 0.01,
  truncate: 0.01,
  malformedBody: 0.01,
  malformedAnswer: 0.01,
};

/** 5,160 real messages with the answers of the seven; undefined where the shared data is not there. */
export function recordedMessages(): Recorded | undefined {
  // Tests are bundled into folders of different depth.
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'shared/data/recorded/sms_spam_gpt');
    if (existsSync(join(found, 'items.csv.gz'))) return readRecorded(found);
    if (folder === dirname(folder)) return undefined;
  }
}
