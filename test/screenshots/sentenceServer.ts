// The sample's sentences as a dataset, and a local server whose three priced models are the embedded classifiers: real answers with real
// errors, over HTTP, billed per token. It can be made to wait, so that a picture may be taken in mid-run, and to refuse the key.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { parseContent } from '../../src/engine/prompt/fieldTags';
import { readSampleSentences } from '../../src/providers/embedded/sampleSentences';
import { loadSentimentModel, type EmbeddedId } from '../../src/providers/embedded/sentimentModels';
import { hostFolder, projectRoot } from '../host/hostFolder';
import { roughTokens, type Answerer } from '../support/answerers';
import { startLlmServer, type LlmServer } from '../support/llmServer';

const mediaFolder = join(projectRoot, 'media', 'embedded');

type PricedModel = {
  readonly model: string;
  readonly classifier: EmbeddedId;
  readonly price: { readonly inputPerMillion: number; readonly outputPerMillion: number };
};

/** The most expensive first. Prices in dollars per million tokens, as those of a vendor's three sizes. */
export const pricedModels: readonly PricedModel[] = [
  { model: 'large', classifier: 'use', price: { inputPerMillion: 2.5, outputPerMillion: 10 } },
  { model: 'medium', classifier: 'ngram', price: { inputPerMillion: 0.25, outputPerMillion: 2 } },
  { model: 'small', classifier: 'vader', price: { inputPerMillion: 0.05, outputPerMillion: 0.4 } },
];

export type SentenceServer = LlmServer & {
  /** Requests wait until `goOn`, from now on or once the reference has been asked so often. */
  readonly wait: (afterReferenceCalls?: number) => void;
  readonly goOn: () => void;
  /** Whether every key is refused as wrong. */
  refuseKey(isRefused: boolean): void;
  /** What people labelled a sentence. */
  readonly labelOf: (sentence: string) => string;
  /** The dataset as CSV. */
  readonly csv: string;
};

/** The first time takes minutes: the classifiers read every sentence. What they found is kept beside the workbench's other files. */
export async function startSentenceServer(latencyMs: number): Promise<SentenceServer> {
  const sentences = readSampleSentences();
  const positive = new Map<string, Map<string, number>>();
  const labels = new Map(sentences.map(({ text, label }) => [text, label]));
  for (const { model, classifier } of pricedModels)
    positive.set(
      model,
      await readOnce(
        classifier,
        sentences.map(({ text }) => text),
      ),
    );
  const answerer: Answerer = ({ model, instruction, content }) => {
    const probability = positive.get(model)?.get(parseContent(content).join('\n').trim());
    if (probability === undefined) throw new Error(`no classifier read this for ${model}: ${content}`);
    const text = probability >= 0.5 ? 'positive' : 'negative';
    return {
      text,
      inputTokens: roughTokens(instruction) + roughTokens(content),
      outputTokens: roughTokens(text),
      logprob: Math.log(Math.max(probability, 1 - probability)),
    };
  };
  let held: { readonly from: number; readonly until: Promise<void>; readonly release: () => void } | undefined;
  let referenceCalls = 0;
  let isRefused = false;
  const server = await startLlmServer({
    answerer,
    latencyMs,
    priceOf: (model) => ({ type: 'token', ...pricedModels.find((one) => one.model === model)!.price }),
    onRequest: (_path, { model }) => {
      if (model === pricedModels[0]!.model) referenceCalls++;
    },
    hold: () => (held && referenceCalls > held.from ? held.until : undefined),
    refuse: () =>
      isRefused
        ? { status: 401, message: 'The API key is wrong or has been revoked.', code: 'invalid_api_key' }
        : undefined,
  });
  return {
    ...server,
    wait: (afterReferenceCalls = 0) => {
      let release: () => void = () => undefined;
      const until = new Promise<void>((resolve) => {
        release = resolve;
      });
      held ??= { from: afterReferenceCalls, until, release };
    },
    goOn: () => {
      held?.release();
      held = undefined;
    },
    refuseKey: (refused) => {
      isRefused = refused;
    },
    labelOf: (sentence) => labels.get(sentence) ?? 'Cannot tell',
    csv: stringify([
      ['id', 'sentence', 'source'],
      ...sentences.map(({ text, source }, row) => [String(row + 1), text, source]),
    ]),
  };
}

/** As `classify`, from the file of an earlier time where classifier and texts are the same. */
async function readOnce(id: EmbeddedId, texts: readonly string[]): Promise<Map<string, number>> {
  const heads = readFileSync(join(mediaFolder, 'heads.json'), 'utf8');
  const name = createHash('sha256')
    .update(JSON.stringify([id, heads, texts]))
    .digest('hex')
    .slice(0, 16);
  const file = join(hostFolder, `sentences-${id}-${name}.json`);
  if (existsSync(file)) return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, number][]);
  const found = await classify(id, texts);
  writeFileSync(file, JSON.stringify([...found]));
  return found;
}

/** Probability that a text is positive, by text. */
async function classify(id: EmbeddedId, texts: readonly string[]): Promise<Map<string, number>> {
  const model = await loadSentimentModel(id, mediaFolder);
  const found = new Map<string, number>();
  const textsAtOnce = 16;
  for (let from = 0; from < texts.length; from += textsAtOnce) {
    const some = texts.slice(from, from + textsAtOnce);
    const sentiments = model.type === 'slow' ? await model.scoreAll(some) : some.map((text) => model.score(text));
    sentiments.forEach((sentiment, at) => found.set(some[at]!, sentiment.positive));
  }
  return found;
}
