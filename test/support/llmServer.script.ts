// The test server as a process of its own. Options as one JSON argument: labels, errorRates, prices ([input, output] per million by model; `*`
// for all others), faults, latencyMs, seed, key, recorded (a folder). Prints its URL as JSON (and sends it to a parent with IPC); the message
// `ledger` is answered with what it would bill. Without IPC it runs until it is killed; SIGTERM prints the ledger's sums.
import { readRecorded } from '../../src/datasets/recorded';
import type { Price } from '../../src/engine/model';
import { recordedAnswerer, syntheticAnswerer } from './answerers';
import type { Faults } from './faults';
import { startLlmServer } from './llmServer';

type Options = {
  readonly labels?: readonly string[];
  readonly errorRates?: Readonly<Record<string, number>>;
  readonly prices?: Readonly<Record<string, readonly [number, number]>>;
  readonly faults?: Faults;
  readonly latencyMs?: number;
  readonly seed?: number;
  readonly key?: string;
  readonly recorded?: string;
};

async function main(): Promise<void> {
  const {
    labels = ['ham', 'spam'],
    errorRates,
    prices = {},
    recorded,
    ...rest
  } = JSON.parse(process.argv[2] ?? '{}') as Options;
  const synthetic = syntheticAnswerer(labels, errorRates, rest.seed);
  const priceOf = (model: string): Price => {
    const [inputPerMillion, outputPerMillion] = prices[model] ?? prices['*'] ?? [1, 4];
    return { type: 'token', inputPerMillion, outputPerMillion };
  };
  const answerer = recorded === undefined ? synthetic : recordedAnswerer(readRecorded(recorded), synthetic);
  const server = await startLlmServer({ answerer, priceOf, ...rest });
  const { ledger } = server;
  const sums = () => ({
    requests: ledger.requests,
    generations: ledger.entries.length,
    deliveredUsd: ledger.deliveredUsd,
    undeliveredUsd: ledger.undeliveredUsd,
    deliveredTwice: ledger.deliveredTwice().slice(0, 20),
  });
  console.log(JSON.stringify({ url: server.url }));
  process.send?.({ url: server.url });
  process.on('message', (message) => {
    if (message === 'ledger') process.send?.(sums());
  });
  process.on('SIGTERM', () => {
    console.log(JSON.stringify(sums()));
    process.exit(0);
  });
}

void main();
