// Providers for the command line: keys from the environment, each bound to its host; embedded classifiers; no VS Code language models.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openProviders, type OpenProvider } from '../app/openProviders';
import type { CacheStore } from '../providers/cached';
import { createEmbeddedProvider } from '../providers/embedded/embeddedProvider';
import { boundKeysFrom } from '../providers/keyBinding';
import type { Ladder } from '../providers/ladder';
import type { Workers } from '../providers/queue/workers';
import { proxyFetch } from '../providers/proxyFetch';
import { systemClock } from '../providers/systemClock';

/** Answers paid for by earlier runs of this user, whatever the folder they were started in. */
export function responseCacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'smart-llm', 'answers');
}

const mediaFolder = join(__dirname, '..', 'media', 'embedded');

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function cliProviders(
  ladder: Ladder,
  options: {
    readonly seed: number;
    readonly concurrency: number;
    readonly cache?: CacheStore;
    readonly workers?: Workers;
  },
): OpenProvider {
  const fetch = proxyFetch(process.env);
  return openProviders(ladder.providers, {
    ...(fetch && { fetch }),
    keys: boundKeysFrom(process.env),
    clock: systemClock,
    today: new Date(),
    seed: options.seed,
    concurrency: options.concurrency,
    ...(options.cache && { cache: options.cache }),
    ...(options.workers && { workers: options.workers }),
    others: ({ type }) =>
      Promise.resolve(type === 'embedded' ? createEmbeddedProvider({ mediaFolder, cpuSeconds }) : undefined),
  });
}
