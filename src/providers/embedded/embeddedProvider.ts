// The embedded classifiers of sentiment behind the port of all models: they read the row's values, answer with one of the job's labels, tell
// their probability and the CPU seconds that the answer took. Models are loaded on the first request; loading is not billed to a row.
import type { AskRequest, Provider, Reply } from '../../engine/provider';
import { ProviderError } from '../../engine/provider';
import { parseContent } from '../../engine/prompt/fieldTags';
import type { Task } from '../../engine/task/task';
import { makeBatchQueue } from './batchQueue';
import { makeCpuMeter } from './cpuMeter';
import { embeddedProviderName, unavailableSentence } from './embeddedLadder';
import { sentimentLabels, type SentimentLabels } from './sentimentLabels';
import {
  embeddedIds,
  loadSentimentModel,
  missingPackages,
  type EmbeddedId,
  type Sentiment,
  type SentimentModel,
} from './sentimentModels';

export type EmbeddedProviderOptions = {
  /** Folder that holds afinn.json, vader.json and heads.json: media/embedded of the extension. */
  readonly mediaFolder: string;
  /** CPU seconds that the process has used so far. */
  readonly cpuSeconds: () => number;
};

/** Work in one go before other work of the process gets its turn. */
const longestTurnSeconds = 0.008;

/** Texts per call of a slow model: four take two thirds of the CPU time of one at a time, sixteen no less (test/bench/embedded.bench.ts). */
const longestBatch = 4;

type Scored = { readonly sentiment: Sentiment; readonly cpuSeconds: number };
type Scorer =
  | { readonly type: 'quick'; readonly score: (text: string) => Scored }
  | { readonly type: 'slow'; readonly score: (text: string, signal: AbortSignal) => Promise<Scored> };

export function createEmbeddedProvider({ mediaFolder, cpuSeconds }: EmbeddedProviderOptions): Provider {
  const loading = new Map<EmbeddedId, Promise<Scorer>>();
  const loaded = new Map<string, Scorer>();
  const labelsOf = new WeakMap<Task, SentimentLabels>();
  let turnSeconds = 0;

  const load = (id: EmbeddedId): Promise<Scorer> => {
    let model = loading.get(id);
    if (!model) {
      const missing = missingPackages(id);
      if (missing.length > 0) throw badRequest(unavailableSentence(id, missing));
      model = loadSentimentModel(id, mediaFolder).then((ready) => {
        const scorer = makeScorer(ready, cpuSeconds);
        loaded.set(id, scorer);
        return scorer;
      });
      loading.set(id, model);
      // A failed load (a file is missing) may be mended and tried again.
      model.catch(() => loading.delete(id));
    }
    return model;
  };

  const labelsFor = (task: Task): SentimentLabels => {
    let labels = labelsOf.get(task);
    if (!labels) {
      labels = sentimentLabels(task);
      if (!labels) throw badRequest(unansweredTask(task)!);
      labelsOf.set(task, labels);
    }
    return labels;
  };

  return {
    name: embeddedProviderName,
    askNow(request) {
      const score = loaded.get(request.model.modelId);
      const labels = labelsOf.get(request.task);
      if (score?.type !== 'quick' || !labels || turnSeconds > longestTurnSeconds) return undefined;
      const { sentiment, cpuSeconds: spent } = score.score(textOf(request.content));
      turnSeconds += spent;
      return replyOf(sentiment, labels, spent);
    },
    async ask(request: AskRequest, signal: AbortSignal): Promise<Reply> {
      signal.throwIfAborted();
      const id = embeddedIds.find((known) => known === request.model.modelId);
      if (!id) {
        throw badRequest(
          `There is no embedded classifier "${request.model.modelId}"; there are ${embeddedIds.join(', ')}.`,
        );
      }
      const labels = labelsFor(request.task);
      const score = loaded.get(id) ?? (await load(id));
      if (turnSeconds > longestTurnSeconds) await nextTurn();
      signal.throwIfAborted();
      const text = textOf(request.content);
      const { sentiment, cpuSeconds: spent } =
        score.type === 'quick' ? score.score(text) : await score.score(text, signal);
      turnSeconds += spent;
      return replyOf(sentiment, labels, spent);
    },
  };

  /** Lets timers, input and output of the process run. */
  function nextTurn(): Promise<void> {
    turnSeconds = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }
}

/** Measured: a quick model's answer in itself, a slow one's as its equal share of a batch (what else the process did meanwhile included). */
function makeScorer(model: SentimentModel, cpuSeconds: () => number): Scorer {
  if (model.type === 'quick') {
    const meter = makeCpuMeter(cpuSeconds);
    const score = (text: string) => {
      meter.start();
      const sentiment = model.score(text);
      return { sentiment, cpuSeconds: meter.stop() };
    };
    return { type: 'quick', score };
  }
  const score = makeBatchQueue(async (texts) => {
    const before = cpuSeconds();
    const sentiments = await model.scoreAll(texts);
    const share = Math.max(0, cpuSeconds() - before) / texts.length;
    return sentiments.map((sentiment) => ({ sentiment, cpuSeconds: share }));
  }, longestBatch);
  return { type: 'slow', score };
}

function textOf(content: string): string {
  const values = parseContent(content);
  return values.length === 1 ? values[0]! : values.join('\n');
}

const finish = { unified: 'stop' } as const;

function replyOf({ positive, isNeutral }: Sentiment, labels: SentimentLabels, cpuSeconds: number): Reply {
  const usage = { cpuSeconds };
  if (labels.neutral !== undefined && isNeutral) {
    return { text: labels.neutral, usage, finish };
  }
  return positive >= 0.5
    ? { text: labels.positive, usage, finish, confidence: positive }
    : { text: labels.negative, usage, finish, confidence: 1 - positive };
}

/** Why the embedded classifiers cannot answer the task, a sentence; undefined: they can. */
export function unansweredTask(task: Task): string | undefined {
  return sentimentLabels(task) ? undefined : `The embedded classifiers know sentiment only. ${whatTheyNeed(task)}`;
}

function whatTheyNeed(task: Task): string {
  const need = 'Give two labels such as positive and negative, or three with neutral, or choose other models';
  return task.type === 'labels'
    ? `${need}; the labels here are ${task.labels.join(', ')}.`
    : `${need}; the task here is ${task.type}.`;
}

function badRequest(message: string): ProviderError {
  return new ProviderError('bad-request', message, { isRetryable: false });
}
