// The kinds of providers and what each can do. A kind that is added to `ProviderType` and is not complete here does not compile; nothing else
// in the project asks which kind a provider is of, but where a kind is the whole matter (embedded classifiers, VS Code's language models).
import type { Provider } from '../engine/provider';
import { listAnthropicModels } from './anthropicClient';
import { createAnthropicProvider } from './anthropicProvider';
import { listAzureModels } from './azure';
import { createAnthropicBatchService } from './batch/anthropicBatch';
import type { BatchService } from './batch/batchService';
import { createOpenAiBatchService } from './batch/openaiBatch';
import { listOpenAiModels, probeOpenAi } from './openaiClient';
import { createOpenAiProvider } from './openaiProvider';
import { presets, unknownServerQuirks } from './presets';
import type { ProviderConfig } from './providerConfig';
import type { ProviderType } from './providerEntry';
import type { Quirks } from './quirks';
import type { SdkOptions } from './sdkOptions';

/** Asked over HTTP through an SDK. */
export type RemoteKind = {
  readonly isRemote: true;
  /** Header that carries the key where a provider names none; `authorization` stands for `Bearer KEY`. */
  readonly keyHeader: string;
  /** Headers that requests may have beside those of every protocol (guardedFetch.ts). */
  readonly allowedHeaders: readonly string[];
  readonly quirks: Partial<Quirks>;
  createLive(options: SdkOptions): Provider;
  /** Undefined: the kind has no batch service that is known to work alike. */
  readonly createBatch: ((options: SdkOptions) => BatchService) | undefined;
  /** Names of the models (Azure: deployments) that the key may use. @throws what the SDK throws */
  listModels(options: SdkOptions): AsyncIterable<string>;
  /** The status of a reply to a request that asks nothing, where that tells a refused key; undefined: no reply. Absent: the list of models tells it. */
  readonly probe?: (options: SdkOptions) => Promise<number | undefined>;
};

/** Made by whoever runs the job (`ProviderPorts.others`); sends nothing itself. */
export type LocalKind = {
  readonly isRemote: false;
  /** Most requests under way at once; undefined: as many as the run allows. */
  readonly concurrency: number | undefined;
  /** Whether it computes in this process: no network to wait for, and answers sooner than a cache finds them. */
  readonly isComputed: boolean;
};

export type ProviderKind = RemoteKind | LocalKind;

const openAi = {
  isRemote: true,
  keyHeader: 'authorization',
  allowedHeaders: ['openai-organization', 'openai-project', 'idempotency-key'],
  quirks: {},
  createLive: createOpenAiProvider,
  createBatch: createOpenAiBatchService,
  listModels: listOpenAiModels,
  probe: probeOpenAi,
} satisfies RemoteKind;

export const providerKinds: Readonly<Record<ProviderType, ProviderKind>> = {
  openai: openAi,
  anthropic: {
    isRemote: true,
    keyHeader: 'x-api-key',
    allowedHeaders: ['anthropic-version', 'anthropic-beta', 'idempotency-key'],
    quirks: {},
    createLive: createAnthropicProvider,
    createBatch: createAnthropicBatchService,
    listModels: listAnthropicModels,
  },
  'openai-compatible': { ...openAi, quirks: unknownServerQuirks, createBatch: undefined },
  azure: { ...openAi, keyHeader: 'api-key', createBatch: undefined, listModels: listAzureModels },
  embedded: { isRemote: false, concurrency: undefined, isComputed: true },
  // Copilot blocks an extension for a while after too many requests.
  'vscode-lm': { isRemote: false, concurrency: 4, isComputed: false },
  // Labels come between the sessions of a run (engine/drive/personsLabels.ts); nobody asks this provider.
  person: { isRemote: false, concurrency: undefined, isComputed: false },
};

/** What is known of the provider's server before the first request. */
export function quirksOf({ type, preset }: ProviderConfig): Partial<Quirks> | undefined {
  const kind = providerKinds[type];
  const known = preset === undefined ? undefined : presets[preset].quirks;
  return known ?? (kind.isRemote ? kind.quirks : undefined);
}
