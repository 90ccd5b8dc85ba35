// Asks a provider about one row: renders the prompt, reads the reply as the task's kind, re-asks once when it cannot be read, and counts what
// it cost. Retries after network trouble are the provider stack's; a reply that is read is never asked for again.
import type { Answer } from '../answerTable';
import type { Model } from '../model';
import { costOf } from '../money/cost';
import type { Prompt } from '../prompt/template';
import { ProviderError, runStoppingKinds, type Provider, type Reply, type Usage } from '../provider';
import { outputInstruction } from '../task/outputInstruction';
import { makeReplyJudge } from '../task/judgeReply';
import type { ParsedAnswer, Task } from '../task/task';
import type { Asked, AskRow, AskRowNow } from './asked';

export type AskRowSetup = {
  readonly models: readonly Model[];
  readonly prompt: Prompt;
  readonly task: Task;
  /** Provider stack of each model, by index. */
  readonly providers: readonly Provider[];
  /** Asks past whatever keeps answers, for rows that are asked about once more. @default false */
  readonly isRepeat?: boolean;
  /** Told of a paid reply that could not be read, when the run stops before its second try. */
  readonly onUnread?: (model: number, paid: Pick<Asked, 'billedUsd' | 'usage' | 'settles'>) => void;
};

/** Longest unreadable reply that the journal keeps, in characters. */
const keptInvalidText = 2000;

/** Undefined where no model of the ladder can answer at once. */
export function makeAskRowNow(setup: AskRowSetup): AskRowNow | undefined {
  const { models, prompt, task, providers } = setup;
  if (!providers.some((provider) => provider.askNow)) return undefined;
  const judge = makeReplyJudge(task);
  return (modelIndex, row) => {
    const provider = providers[modelIndex]!;
    if (!provider.askNow) return undefined;
    const model = models[modelIndex]!;
    const { instruction, content } = prompt.render(row);
    const reply = provider.askNow({ model, instruction, content, task });
    return reply && askedOf(model, [reply], judge(reply));
  };
}

export function makeAskRow(setup: AskRowSetup): AskRow {
  const { models, prompt, task, providers } = setup;
  const judge = makeReplyJudge(task);
  const shared = { task, ...(setup.isRepeat && { isRepeat: true }) };
  return async (modelIndex, row, signal) => {
    const model = models[modelIndex]!;
    const provider = providers[modelIndex]!;
    const { instruction, content } = prompt.render(row);
    const replies = [await provider.ask({ model, instruction, content, ...shared }, signal)];
    let parsed = judge(replies[0]!);
    // An embedded classifier answers the same again; a filtered reply will be filtered again.
    if (parsed.type === 'invalid' && model.price.type !== 'cpu' && replies[0]!.finish.unified === 'stop') {
      const again = `${content}\n\n${reminder(task, parsed.reason)}`;
      try {
        replies.push(await provider.ask({ model, instruction, content: again, ...shared }, signal));
        parsed = judge(replies[1]!);
      } catch (error) {
        // The first reply is paid for. Where only the second try failed, it stands as what it is: an answer that cannot be read.
        if (signal.aborted || !(error instanceof ProviderError) || runStoppingKinds.has(error.kind)) {
          setup.onUnread?.(modelIndex, billOf(replies, model));
          throw error;
        }
      }
    }
    return askedOf(model, replies, parsed);
  };
}

/** @param parsed the last reply, read. */
function askedOf(model: Model, replies: readonly Reply[], parsed: ParsedAnswer): Asked {
  const reply = replies.at(-1)!;
  const listCost = addUp(replies, (each) => decisionCost(each, model));
  // Filled field by field: a million rows pass here, and spreading conditional objects takes longer than a lexicon's answer.
  const answer: Mutable<Answer> =
    parsed.type === 'valid'
      ? { status: 'valid', key: parsed.key, text: parsed.answer }
      : { status: 'invalid', text: reply.text.slice(0, keptInvalidText) };
  if (listCost !== undefined) answer.costUsd = listCost;
  if (reply.confidence !== undefined) answer.confidence = reply.confidence;
  const asked: Mutable<Asked> = { answer, ...billOf(replies, model) };
  if (reply.modelVersion !== undefined) asked.modelVersion = reply.modelVersion;
  if (replies.every((each) => each.isCached)) asked.isCached = true;
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

/** Sums the counts that are known; a count that no reply tells stays unknown. */
function sumUsage(replies: readonly Reply[]): Usage {
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
