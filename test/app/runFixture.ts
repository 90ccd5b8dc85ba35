// A dataset, a ladder file and a local server for whole runs: seeded synthetic rows, models that err on known shares of them, and a ledger.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Price } from '../../src/engine/model';
import { makeRandom } from '../../src/engine/random';
import { syntheticAnswerer } from '../support/answerers';
import { startLlmServer, type LlmServer, type LlmServerOptions } from '../support/llmServer';

export const labels = ['spam', 'ham'];

/** Dollars per million tokens, as the server bills and the ladder file says. */
export const prices: Readonly<Record<string, { inputPerMillion: number; outputPerMillion: number }>> = {
  small: { inputPerMillion: 0.1, outputPerMillion: 0.4 },
  medium: { inputPerMillion: 1, outputPerMillion: 4 },
  large: { inputPerMillion: 10, outputPerMillion: 40 },
};

export type RunFixture = {
  readonly folder: string;
  readonly dataset: string;
  readonly ladder: string;
  readonly server: LlmServer;
  readonly close: () => Promise<void>;
};

/** @param characters of each row beyond its number; absent: a few words */
export async function makeRunFixture(
  rows: number,
  options: Partial<LlmServerOptions> = {},
  characters?: number,
): Promise<RunFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'smart-run-'));
  const server = await startLlmServer({
    answerer: syntheticAnswerer(labels, { small: 0.12, medium: 0.03 }),
    priceOf: (model): Price => ({ type: 'token', ...prices[model]! }),
    ...options,
  });
  const random = makeRandom(5, 'rows');
  const dataset = join(folder, 'messages.csv');
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `${String(row)},"message ${String(row)} ${'lorem ipsum '.repeat(characters === undefined ? random.below(6) : characters / 12)}"`,
  );
  await writeFile(dataset, `id,text\n${lines.join('\n')}\n`);
  const ladder = join(folder, 'ladder.json');
  await writeFile(
    ladder,
    JSON.stringify({
      providers: { local: { type: 'openai-compatible', baseUrl: `${server.url}/v1` } },
      models: Object.entries(prices).map(([model, price]) => ({ provider: 'local', model, price, maxOutputTokens: 8 })),
    }),
  );
  return {
    folder,
    dataset,
    ladder,
    server,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const prompt = 'Is this message spam or ham? {{text}}';

/** Options of `smart run` on the fixture. */
export function runArguments(fixture: RunFixture, ...more: string[]): string[] {
  return [
    'run',
    fixture.dataset,
    '--prompt',
    prompt,
    '--labels',
    labels.join(','),
    '--models',
    fixture.ladder,
    '--accuracy',
    '0.9',
    '--seed',
    '1',
    '--no-cache',
    '--json',
    ...more,
  ];
}
