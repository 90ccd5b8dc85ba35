// Providers for the command line: keys from the environment, each bound to its host; embedded classifiers; no VS Code language models.
import { join } from 'node:path';
import { openProviders, type OpenProvider } from '../app/openProviders';
import { createEmbeddedProvider } from '../providers/embedded/embeddedProvider';
import { boundKeysFrom } from '../providers/keyBinding';
import type { Ladder } from '../providers/ladder';
import { systemClock } from '../providers/systemClock';

const mediaFolder = join(__dirname, '..', 'media', 'embedded');

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function cliProviders(
  ladder: Ladder,
  options: { readonly seed: number; readonly concurrency: number; readonly useCache: boolean },
): OpenProvider {
  return openProviders(ladder.providers, {
    keys: boundKeysFrom(process.env),
    clock: systemClock,
    seed: options.seed,
    concurrency: options.concurrency,
    others: ({ type }) =>
      Promise.resolve(type === 'embedded' ? createEmbeddedProvider({ mediaFolder, cpuSeconds }) : undefined),
  });
}
