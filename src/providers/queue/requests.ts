// A request and what came of it, as they pass through Redis. Keys are in neither: headers hold the names of variables, which each worker fills in from
// its own environment. Whoever can write to Redis is a stranger: both are checked by a schema with limits when they are read.
import { z } from 'zod';
import type { Model } from '../../engine/model';
import { modelSettings, type ModelSettingTable } from '../../engine/options/modelSettings';
import { type AskRequest, ProviderError, type Usage } from '../../engine/provider';
import type { Task } from '../../engine/task/task';
import type { LimitedReply } from '../limitedReply';
import { settingShapes } from '../ladderEntry';
import { readValue, withoutUndefined } from './readMessage';

const name = z.string().min(1).max(300);
const sentence = z.string().max(4000);
const longText = z.string().max(16 * 2 ** 20);
const count = z.number().nonnegative().optional();

/** A shape with a field for each of a type, so that one that is added there is thought of here. */
type FieldsOf<T> = Record<keyof T, z.ZodType>;

/** The settings that a worker is told. */
const toldSettings = (settings: ModelSettingTable): ModelSettingTable =>
  Object.fromEntries(Object.entries(settings).filter(([, { isAppliedBefore }]) => !isAppliedBefore));

const taskShape = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('labels'),
    labels: z.array(z.string().max(10_000)).max(100_000),
    multiple: z.literal(true).optional(),
  }),
  z.strictObject({ type: z.literal('number') }),
  z.strictObject({ type: z.literal('json') }),
  z.strictObject({ type: z.literal('text') }),
]);
export const requestShapeOf = (settings: ModelSettingTable) =>
  z.strictObject({
    model: z.strictObject({
      ...{ id: name, modelId: name, pricedAs: name.optional() },
      settings: z.strictObject(settingShapes(toldSettings(settings))),
    }),
    instruction: longText,
    content: longText,
    task: taskShape,
    room: z.number().nonnegative().optional(),
    rows: z.int().min(1).max(1000).optional(),
  } satisfies FieldsOf<
    Omit<AskRequest, 'copy' | 'isRepeat' | 'attempt' | 'reserved' | 'beforeResend' | 'pauseSignal'>
  >);
const requestShape = requestShapeOf(modelSettings);

const usageShape = z.strictObject({
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: count,
  cacheWriteHourTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  cpuSeconds: count,
  statedUsd: count,
} satisfies FieldsOf<Omit<Usage, 'raw'>>);
const limitShape = z.strictObject({
  name,
  unit: z.enum(['requests', 'tokens', 'input-tokens', 'output-tokens']),
  limit: count,
  remaining: z.number().nonnegative(),
  resetMs: count,
});
const replyShape = z.strictObject({
  text: longText,
  hasThought: z.literal(true).optional(),
  usage: usageShape,
  finish: z.strictObject({
    unified: z.enum(['stop', 'length', 'content-filter', 'broken-off', 'input-cut', 'other']),
    raw: sentence.optional(),
  }),
  confidence: z.number().min(0).max(1).optional(),
  /** Null where it is not told. */
  confidences: z.array(z.number().min(0).max(1).nullable()).max(1000).optional(),
  modelVersion: name.optional(),
  requestId: name.optional(),
  rateLimits: z.array(limitShape).max(50).optional(),
} satisfies FieldsOf<Omit<LimitedReply, 'isCached' | 'reservation' | 'onKept'>>);
const errorShape = z.strictObject({
  kind: z.enum([
    'auth',
    'quota',
    'rate-limit',
    'server',
    'network',
    'timeout',
    'malformed',
    'bad-request',
    'content-filter',
  ]),
  message: sentence,
  details: z.strictObject({
    isRetryable: z.boolean(),
    status: z.int().optional(),
    retryAfterMs: count,
    mayBeBilled: z.boolean().optional(),
    paid: usageShape.optional(),
    saysSpent: z.boolean().optional(),
    isGuessed: z.boolean().optional(),
    isConcurrency: z.boolean().optional(),
  }),
});
const outcomeShape = z.union([z.strictObject({ reply: replyShape }), z.strictObject({ error: errorShape })]);

export type Outcome = { readonly reply: LimitedReply } | { readonly error: ProviderError };

/**
 * What shapes the request that a worker sends, and nothing else: prices, names of variants and rules of equality stay here.
 * @param settings what a model has settings for; tests add to it.
 */
export function writeRequest(
  { model, instruction, content, task, room, rows }: AskRequest,
  settings: ModelSettingTable = modelSettings,
): object {
  const { id, modelId, pricedAs } = model;
  const told = toldSettings(settings);
  const own = Object.fromEntries(Object.entries(model.settings).filter(([name]) => name in told));
  return {
    model: { id, modelId, ...(pricedAs !== undefined && { pricedAs }), settings: own },
    ...{ instruction, content, task: askedKind(task) },
    ...(room !== undefined && { room }),
    ...(rows !== undefined && { rows }),
  };
}

function askedKind(task: Task): object {
  if (task.type !== 'labels') return { type: task.type };
  return { type: 'labels', labels: task.labels, ...(task.multiple && { multiple: true }) };
}

/** @param provider name of the provider that is asked @param shape tests read with more settings */
export function readRequest(
  value: unknown,
  provider: string,
  shape: ReturnType<typeof requestShapeOf> = requestShape,
): AskRequest | undefined {
  const request = readValue(shape, value);
  if (!request) return undefined;
  const { model, task, room, rows, instruction, content } = request;
  const { settings, pricedAs, ...ids } = model;
  return {
    ...{ instruction, content, task: taskOf(task) },
    model: {
      ...{ ...ids, provider, price: { type: 'unknown' }, settings: withoutUndefined(settings) as Model['settings'] },
      ...(pricedAs !== undefined && { pricedAs }),
    },
    ...(room !== undefined && { room }),
    ...(rows !== undefined && { rows }),
  };
}

function taskOf(task: z.infer<typeof taskShape>): Task {
  switch (task.type) {
    case 'labels':
      return { type: 'labels', labels: task.labels, ...(task.multiple && { multiple: true }) };
    case 'number':
      return { type: 'number', absoluteTolerance: 0, relativeTolerance: 0 };
    case 'json':
      return { type: 'json', fields: [] };
    case 'text':
      return { type: 'text' };
  }
}

export function writeReply(reply: LimitedReply): object {
  const { text, hasThought, usage, finish, confidence, confidences, modelVersion, requestId, rateLimits } = reply;
  const { raw: _, ...counts } = usage;
  return {
    reply: {
      ...{ text, hasThought, usage: counts, confidence, confidences, rateLimits },
      finish: { unified: finish.unified, raw: finish.raw?.slice(0, 4000) },
      modelVersion: modelVersion?.slice(0, 300),
      requestId: requestId?.slice(0, 300),
    },
  };
}

/** Anything else than a provider's error is an error of this program, of which a worker knows no more than its words. */
export function writeError(error: unknown): object {
  if (!(error instanceof ProviderError)) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      error: { kind: 'server', message: message.slice(0, 4000), details: { isRetryable: false, mayBeBilled: true } },
    };
  }
  const { cause: _, attempts: _attempts, isStillOut: _isOut, paid, ...details } = error.details;
  const { raw: _raw, ...counts } = paid ?? {};
  return {
    error: {
      kind: error.kind,
      message: error.message.slice(0, 4000),
      details: { ...details, ...(paid && { paid: counts }) },
    },
  };
}

export function readOutcome(value: unknown): Outcome | undefined {
  const outcome = readValue(outcomeShape, value);
  if (!outcome) return undefined;
  if ('error' in outcome) {
    const { kind, message, details } = outcome.error;
    return { error: new ProviderError(kind, message, withoutUndefined(details) as ProviderError['details']) };
  }
  const { confidences, ...reply } = outcome.reply;
  const perRow = confidences && { confidences: confidences.map((one) => one ?? undefined) };
  return { reply: { ...withoutUndefined(reply), ...perRow } as LimitedReply };
}
