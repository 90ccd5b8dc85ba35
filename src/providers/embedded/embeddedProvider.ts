// The embedded classifiers of sentiment behind the port of all models: they read the row's values, answer with one of the job's labels, tell
// their probability and the CPU seconds that the answer took. Models are loaded on the first request; loading is not billed to a row.
import type { AskRequest, Provider, Reply } from '../../engine/provider';
import { ProviderError } from '../../engine/provider';
import { parseContent } from '../../engine/prompt/fieldTags';
import type { Task } from '../../engine/task/task';
import { embeddedProviderName, unavailableSentence } from './embeddedLadder';
import { sentimentLabels, type SentimentLabels } from './sentimentLabels';
import {
  embeddedIds,
  loadSentimentModel,
  missingPackages,
  type EmbeddedId,
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
/** With three labels, probabilities of positive between these are neutral. The heads are trained on two classes, so this is a rule of thumb. */
const neutralBand = [0.35, 0.65] as const;

export function createEmbeddedProvider({ mediaFolder, cpuSeconds }: EmbeddedProviderOptions): Provider {
  const models = new Map<EmbeddedId, Promise<SentimentModel>>();
  const labelsOf = new WeakMap<Task, SentimentLabels>();
  let turnSeconds = 0;
  /** Answers that take a while are made one after the other, so that each one's CPU seconds are its own. */
  let queue: Promise<unknown> = Promise.resolve();

  const load = (id: EmbeddedId): Promise<SentimentModel> => {
    let model = models.get(id);
    if (!model) {
      const missing = missingPackages(id);
      if (missing.length > 0) throw badRequest(unavailableSentence(id, missing));
      model = loadSentimentModel(id, mediaFolder);
      models.set(id, model);
      // A failed load (a file is missing) may be mended and tried again.
      model.catch(() => models.delete(id));
    }
    return model;
  };

  const labelsFor = (task: Task): SentimentLabels => {
    let labels = labelsOf.get(task);
    if (!labels) {
      labels = sentimentLabels(task);
      if (!labels) throw badRequest(`The embedded classifiers know sentiment only. ${whatTheyNeed(task)}`);
      labelsOf.set(task, labels);
    }
    return labels;
  };

  return {
    name: embeddedProviderName,
    async ask(request: AskRequest, signal: AbortSignal): Promise<Reply> {
      signal.throwIfAborted();
      const id = embeddedIds.find((known) => known === request.model.modelId);
      if (!id) {
        throw badRequest(
          `There is no embedded classifier "${request.model.modelId}"; there are ${embeddedIds.join(', ')}.`,
        );
      }
      const labels = labelsFor(request.task);
      const model = await load(id);
      if (turnSeconds > longestTurnSeconds) await nextTurn();
      signal.throwIfAborted();
      const values = parseContent(request.content);
      const text = values.length === 1 ? values[0]! : values.join('\n');

      const answer = async (): Promise<Reply> => {
        signal.throwIfAborted();
        const before = cpuSeconds();
        const probability = await model(text);
        const spent = Math.max(0, cpuSeconds() - before);
        turnSeconds += spent;
        return replyOf(probability, labels, spent);
      };
      if (id !== 'use') return answer();
      const mine = queue.then(nextTurn).then(answer);
      queue = mine.catch(() => undefined);
      return mine;
    },
  };

  /** Lets timers, input and output of the process run. */
  function nextTurn(): Promise<void> {
    turnSeconds = 0;
    return new Promise((resolve) => setImmediate(resolve));
  }
}

function replyOf(positive: number, labels: SentimentLabels, cpuSeconds: number): Reply {
  const reply = { usage: { cpuSeconds }, finish: { unified: 'stop' } } as const;
  if (labels.neutral !== undefined && positive > neutralBand[0] && positive < neutralBand[1]) {
    return { ...reply, text: labels.neutral };
  }
  const isPositive = positive >= 0.5;
  return {
    ...reply,
    text: isPositive ? labels.positive : labels.negative,
    confidence: isPositive ? positive : 1 - positive,
  };
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
