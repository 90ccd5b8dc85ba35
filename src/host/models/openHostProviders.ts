// The providers of a ladder with what only VS Code has: keys from the secret storage, the answer cache in the extension's storage, the embedded
// classifiers of the extension's media folder, and VS Code's own language models.
import { openProviders, type OpenProvider } from '../../app/openProviders';
import type { Provider } from '../../engine/provider';
import type { Ladder } from '../../providers/ladder';
import type { ProviderConfig } from '../../providers/providerConfig';
import type { Workers } from '../../providers/queue/workers';
import { systemClock } from '../../providers/systemClock';
import type { Host } from '../host';
import { hostAnswerCache } from './answerCache';

export async function openHostProviders(
  host: Host,
  ladder: Ladder,
  seed: number,
  concurrency: number,
  workers: Workers | undefined,
): Promise<OpenProvider> {
  const [keys, cache] = await Promise.all([host.keys.all(), hostAnswerCache(host)]);
  const others = (config: ProviderConfig) => openOther(host, config);
  return openProviders(ladder.providers, {
    keys,
    clock: systemClock,
    today: new Date(),
    seed,
    concurrency,
    ...(cache && { cache }),
    ...(workers && { workers }),
    others,
  });
}

async function openOther(host: Host, { name, type }: ProviderConfig): Promise<Provider | undefined> {
  if (type === 'vscode-lm') {
    const { createLanguageModelProvider } = await import('../../providers/languageModel');
    const { editorModels } = await import('./editorModels');
    return createLanguageModelProvider(name, editorModels);
  }
  if (type !== 'embedded') return undefined;
  const { createEmbeddedProvider } = await import('../../providers/embedded/embeddedProvider');
  return createEmbeddedProvider({ mediaFolder: host.context.asAbsolutePath('media/embedded'), cpuSeconds });
}

/** Of the whole extension host; its other work is small beside a classifier's. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
