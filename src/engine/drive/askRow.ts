// Asks a provider about one row: renders the prompt, reads the reply, asks again where that may help (cut: with more room; broken off; not
// readable: with a reminder), and counts what all of it cost. Retries after network trouble are the provider stack's.
import type { Answer } from '../answerTable';
import type { Model } from '../model';
import { costOf } from '../money/cost';
import type { Prompt, RenderedPrompt } from '../prompt/template';
import { ProviderError, runStoppingKinds, type Provider, type Reply, type Usage } from '../provider';
import { detached } from '../text/detached';
import { outputInstruction } from '../task/outputInstruction';
import { makeReplyReader } from '../task/parseAnswer';
import type { ParsedAnswer, Task } from '../task/task';
import type { Asked, AskRow, AskRowNow } from './asked';
import { OutputRoom } from './outputRoom';
import { UselessReplies } from './uselessReplies';

export type AskSetup = {
  readonly models: readonly Model[];
  readonly task: Task;
  /** Reads a reply. @default as the task's kind */
  readonly read?: (reply: Reply) => ParsedAnswer;
  /** Provider stack of each model, by index. */
  readonly providers: readonly Provider[];
  /** Asks past whatever keeps answers, for rows that are asked about once more. @default false */
  readonly isRepeat?: boolean;
  /** What is learned of the models' need of output tokens. @default nothing yet */
  readonly room?: OutputRoom;
  /** Counts replies that are no answers. @default a count of this asker's own */
  readonly useless?: UselessReplies;
  /** Told of paid replies that were no answers, when the run stops before the next try. */
  readonly onUnread?: (model: number, paid: Pick<Asked, 'billedUsd' | 'usage' | 'settles'>) => void;
};

export type AskRowSetup = AskSetup & {
  readonly prompt: Prompt;
  /** How many rows before this one are identical to it, where each is to have an answer of its own. @default none */
  readonly copyOf?: ((row: number) => number) | undefined;
};

/** Asks a model (index into the setup's) what is rendered. @param copy as in a request */
export type Ask = (
  model: number,
  rendered: RenderedPrompt,
  copy: number,
  signal: AbortSignal,
  pauseSignal?: AbortSignal,
) => Promise<Asked>;

/** Longest unreadable reply that the journal keeps, in characters. */
const keptInvalidText = 2000;

/** Undefined where no model of the ladder can answer at once. */
export function makeAskRowNow(setup: AskRowSetup): AskRowNow | undefined {
  const { models, prompt, task, providers } = setup;
  if (!providers.some((provider) => provider.askNow)) return undefined;
  const read = makeReplyReader(task);
  return (modelIndex, row) => {
    const provider = providers[modelIndex]!;
    if (!provider.askNow) return undefined;
    const model = models[modelIndex]!;
    const { instruction, content } = prompt.of(model).render(row);
    const reply = provider.askNow({ model, instruction, content, task });
    return reply && askedOf(model, [reply], read(reply));
  };
}

/** Asks of one row, whatever is learned in between. */
const mostAsks = 5;

export function makeAskRow(setup: AskRowSetup): AskRow {
  const ask = makeAsk(setup);
  return (model, row, signal, pauseSignal) =>
    ask(model, setup.prompt.of(setup.models[model]!).render(row), setup.copyOf?.(row.index) ?? 0, signal, pauseSignal);
}

export function makeAsk(setup: AskSetup): Ask {
  const { models, task, providers } = setup;
  const { room = new OutputRoom(models), useless = new UselessReplies(models) } = setup;
  const read = setup.read ?? makeReplyReader(task);

  /** What to ask next after a reply that is no answer; undefined: it stands. */
  function askNext(
    model: number,
    allowed: number,
    reply: Reply,
    reason: string,
    before: Reply[],
  ): 'same' | 'reminded' | undefined {
    const mayGrow = room.learn(model, allowed, reply);
    const { unified } = reply.finish;
    if (mayGrow) return 'same';
    const isFirst = !before.some(({ finish }) => finish.unified === unified);
    // An embedded classifier answers the same again; a filtered reply will be filtered again.
    if (!isFirst || models[model]!.price.type === 'cpu' || reason === '') return undefined;
    return unified === 'broken-off' ? 'same' : unified === 'stop' ? 'reminded' : undefined;
  }

  async function askUntilAnswered(
    modelIndex: number,
    { instruction, content }: RenderedPrompt,
    copy: number,
    signal: AbortSignal,
    pauseSignal?: AbortSignal,
  ): Promise<Asked> {
    const model = models[modelIndex]!;
    const provider = providers[modelIndex]!;
    const replies: Reply[] = [];
    let asked = content;
    for (let attempt = 0; ; attempt++) {
      const allowed = room.of(modelIndex);
      let parsed: ParsedAnswer;
      try {
        const reply = await provider.ask(
          {
            ...{ model, instruction, content: asked, task },
            ...(copy > 0 && { copy }),
            ...(setup.isRepeat && { isRepeat: true }),
            ...(allowed > 0 && { room: allowed }),
            ...(attempt > 0 && { attempt }),
            ...(pauseSignal && { pauseSignal }),
          },
          signal,
        );
        replies.push(reply);
        parsed = read(reply);
        if (parsed.type === 'valid') {
          room.learn(modelIndex, allowed, reply);
          useless.answered(modelIndex);
          return askedOf(model, replies, parsed);
        }
        const pause =
          reply.isCached || setup.isRepeat || model.price.type === 'cpu'
            ? undefined
            : useless.useless(modelIndex, parsed.reason);
        if (pause) throw pause;
        const next = askNext(modelIndex, allowed, reply, parsed.reason, replies.slice(0, -1));
        if (next === undefined || attempt + 1 >= mostAsks) return askedOf(model, replies, parsed);
        asked = next === 'reminded' ? `${content}\n\n${reminder(task, parsed.reason)}` : content;
      } catch (thrown) {
        if (!signal.aborted && isLimitRefused(thrown) && room.refused(modelIndex, allowed)) continue;
        const error = pausedByMalformed(useless, modelIndex, thrown);
        const stops = signal.aborted || !(error instanceof ProviderError) || runStoppingKinds.has(error.kind);
        if (replies.length === 0) throw error;
        // What came is paid for. Where only another try failed, it stands as what it is: a reply that is no answer.
        if (!stops) return askedOf(model, replies, read(replies.at(-1)!));
        setup.onUnread?.(modelIndex, billOf(replies, model));
        throw error;
      }
    }
  }

  return async (modelIndex, rendered, copy, signal, pauseSignal) => {
    await useless.enter(modelIndex, signal);
    try {
      return await askUntilAnswered(modelIndex, rendered, copy, signal, pauseSignal);
    } finally {
      useless.leave(modelIndex);
    }
  };
}

/** A body that is no reply may have been paid for each time that it came. */
export function pausedByMalformed(useless: UselessReplies, model: number, error: unknown): unknown {
  if (!(error instanceof ProviderError) || error.kind !== 'malformed') return error;
  return useless.useless(model, error.message, error.details.attempts) ?? error;
}

export function isLimitRefused(error: unknown): boolean {
  return (
    error instanceof ProviderError &&
    error.kind === 'bad-request' &&
    /max_?(completion_|output_|new_)?tokens|context|too (large|long)|at most|maximum/i.test(error.message)
  );
}

/** @param parsed the last reply, read. */
export function askedOf(model: Model, replies: readonly Reply[], parsed: ParsedAnswer): Asked {
  const reply = replies.at(-1)!;
  const listCost = addUp(replies, (each) => decisionCost(each, model));
  // Filled field by field: a million rows pass here, and spreading conditional objects takes longer than a lexicon's answer.
  const answer: Mutable<Answer> =
    parsed.type === 'valid'
      ? { status: 'valid', key: parsed.key, text: parsed.answer }
      : { status: 'invalid', text: detached(reply.text.slice(0, keptInvalidText)), cause: parsed.reason };
  if (listCost !== undefined) answer.costUsd = listCost;
  if (reply.confidence !== undefined) answer.confidence = reply.confidence;
  const asked: Mutable<Asked> = { answer, ...billOf(replies, model) };
  if (reply.modelVersion !== undefined) asked.modelVersion = reply.modelVersion;
  if (replies.every((each) => each.isCached)) asked.isCached = true;
  if (replies.some((each) => each.onKept))
    asked.onKept = () => {
      for (const each of replies) each.onKept?.();
    };
  return asked;
}

type Bill = Pick<Asked, 'billedUsd' | 'usage' | 'settles'>;

function billOf(replies: readonly Reply[], model: Model): Bill {
  const bill: Mutable<Bill> = { usage: sumUsage(replies) };
  const billed = addUp(replies, (each) => (each.isCached ? 0 : costOf(each.usage, model.price)));
  if (billed !== undefined) bill.billedUsd = billed;
  const settles = replies.flatMap(({ reservation }) => (reservation === undefined ? [] : [reservation]));
  if (settles.length > 0) bill.settles = settles;
  return bill;
}

function reminder(task: Task, reason: string): string {
  return `Your last answer could not be read: ${reason} ${outputInstruction(task)}`.trim();
}

/** What decisions count: list price, cached or not, and a constant for measured CPU time, so that a seed reproduces a run. */
function decisionCost(reply: Reply, model: Model): number | undefined {
  return model.price.type === 'cpu'
    ? model.price.usdPerCpuSecond * model.price.nominalSecondsPerRow
    : costOf(reply.usage, model.price);
}

function addUp(replies: readonly Reply[], dollarsOf: (reply: Reply) => number | undefined): number | undefined {
  let sum = 0;
  for (const reply of replies) sum += dollarsOf(reply) ?? NaN;
  return Number.isNaN(sum) ? undefined : sum;
}

/** Sums the counts that are known; a count that none tells stays unknown. */
export function sumUsage(replies: readonly Pick<Reply, 'usage'>[]): Usage {
  if (replies.length === 1) return replies[0]!.usage;
  const counts = [
    'inputTokens',
    'cachedInputTokens',
    'cacheWriteTokens',
    'outputTokens',
    'reasoningTokens',
    'cpuSeconds',
  ] as const;
  const known = counts.flatMap((count) => {
    const values = replies.map(({ usage }) => usage[count]).filter((value) => value !== undefined);
    return values.length > 0 ? [[count, values.reduce((sum, value) => sum + value, 0)] as const] : [];
  });
  return Object.fromEntries(known);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
