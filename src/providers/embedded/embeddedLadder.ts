// The embedded classifiers as models of a ladder, by price: classifiers of sentiment, never language models. Priced by their CPU seconds.
import type { Model } from '../../engine/model';
import { embeddedIds, missingPackages, type EmbeddedId } from './sentimentModels';

export const embeddedProviderName = 'embedded';

/** About what a virtual core costs per second at the large clouds on demand: 0.05 USD an hour. */
const usdPerCpuSecond = 0.05 / 3600;

/**
 * CPU seconds of one sample sentence (70 characters on average), measured by test/bench/embedded.bench.ts on 2026-11-22, Node 20.20, on a
 * two-core x86-64 machine under heavy load (an idle one takes about half). Decisions use these constants, bills the measurement of each answer.
 */
const nominalSecondsPerRow: Readonly<Record<EmbeddedId, number>> = {
  afinn: 2e-6,
  vader: 1e-5,
  ngram: 2e-5,
  wink: 1e-4,
  use: 2.7e-2,
};

/** One classifier as a model; its id is what people see and type. */
export function embeddedModel(id: EmbeddedId): Model {
  return {
    id,
    provider: embeddedProviderName,
    modelId: id,
    price: { type: 'cpu', usdPerCpuSecond, nominalSecondsPerRow: nominalSecondsPerRow[id] },
    settings: {},
  };
}

export type EmbeddedChoice = {
  readonly model: Model;
  /** Why it cannot be used here, a sentence; absent: ready. */
  readonly unavailable?: string;
};

/** All embedded classifiers, cheapest first, each with whether it can run here. */
export function embeddedLadder(): readonly EmbeddedChoice[] {
  return [...embeddedIds]
    .sort((a, b) => nominalSecondsPerRow[a] - nominalSecondsPerRow[b])
    .map((id) => {
      const missing = missingPackages(id);
      const model = embeddedModel(id);
      return missing.length === 0 ? { model } : { model, unavailable: unavailableSentence(id, missing) };
    });
}

export function unavailableSentence(id: string, missing: readonly string[]): string {
  return `The embedded classifier "${id}" needs ${missing.join(' and ')}, which ${missing.length === 1 ? 'is' : 'are'} not installed here; npm install ${missing.join(' ')} adds ${missing.length === 1 ? 'it' : 'them'}.`;
}
