// The shape of what a journal may hold besides answers, checked when it is read: a journal may come from a stranger, and whoever folds its
// events must not meet a text where a number belongs. Fields of later versions are kept; money and counts are never negative.
import { z } from 'zod';
import { lossKinds } from '../engine/task/lossBound';
import type { RunEvent } from '../engine/events';
import { isDeeperThan } from '../engine/limits';
import type { JournalRecord } from '../engine/journal';
import { isReason, type Reason } from '../engine/reasons';
import { ofVersion1 } from './journalVersion1';

const text = z.string();
const count = z.number().nonnegative();
/** JSON writes what is no number as null. */
const figure = z.number().nullish();
const some = count.nullish();
const optionalText = text.optional();
const why = z.union([text, z.custom<Reason>((value) => isReason(value), 'no reason of this version')]);

const totals = z.looseObject({
  asked: count,
  reused: some,
  delivered: count,
  costUsd: figure,
  inputTokens: some,
  cachedInputTokens: some,
  outputTokens: some,
  cpuSeconds: some,
  versions: z.array(text).optional(),
});
const perModel = z.record(text, totals);
const status = z.enum(['unknown', 'satisfied', 'invalid', 'pruned']);
const phase = z.enum(['plan', 'profile', 'apply']);
/** Of a mean loss. */
const lossBound = { by: z.enum(lossKinds), cap: z.number(), mean: z.number() };
/** Of a filter. */
const bounds = { recall: z.number(), precision: z.number() };
const promise = z.looseObject({
  rows: count,
  covered: count,
  allowed: count,
  unreadable: some,
  distinctRows: some,
  earlierRuns: some,
  repeatsDraw: z.literal(true).optional(),
  accuracy: figure,
  thresholds: z.array(z.number()).optional(),
  atMostUsd: figure,
  confidence: figure,
  reference: text,
  judge: z
    .looseObject({ id: text, noWorse: z.literal(true).optional(), verdicts: count, different: count, unread: count })
    .optional(),
  basis: z.enum(['certified', 'published', 'certain']),
  labelled: z.looseObject({ rows: count, column: text, areRandom: z.boolean() }).optional(),
  person: z.looseObject({ labels: count, unlabelled: count }).optional(),
  loss: z.looseObject(lossBound).optional(),
  filter: z.looseObject({ ...bounds, kept: count, missed: count, wrong: count }).optional(),
  batch: z.looseObject({ rows: count, allowed: count, kept: count, continues: text }).optional(),
});
const selfAgreement = z.looseObject({
  wanted: count,
  measured: z.looseObject({ rows: count, agreed: count, lower: figure, upper: figure }).optional(),
  why: why.optional(),
});

const events: Record<RunEvent['type'], z.ZodType> = {
  'model-profiled': z.looseObject({
    model: text,
    asked: count,
    agreed: count,
    lower: figure,
    upper: figure,
    status,
    why: why.optional(),
  }),
  'paths-considered': z.looseObject({
    paths: z.array(
      z.looseObject({
        name: why,
        models: z.array(text),
        expectedUsd: figure,
        sampleRows: some,
        acceptedRows: some,
        isChosen: z.boolean(),
        why,
      }),
    ),
  }),
  'forecast-made': z.looseObject({
    total: z.looseObject({ lowUsd: figure, expectedUsd: figure, highUsd: figure }),
    referenceUsd: figure,
    why,
  }),
  'look-taken': z.looseObject({
    look: count,
    side: z.enum(['kept', 'dropped']).optional(),
    sampled: count,
    population: count,
    visibleAllowed: figure,
    visible: count,
    prefixRows: count,
    certifiedRows: some,
    pathRows: count,
    accuracy: figure,
  }),
  'sample-judged': z.looseObject({
    from: count,
    population: count,
    rows: z.array(count),
    models: z.array(text),
  }),
  'profiling-stopped': z.looseObject({ why, stopUsd: figure, goOnUsd: figure }),
  'mix-decided': z.looseObject({
    shares: z.array(z.looseObject({ model: text, rows: count, expectedUsd: figure })),
    why,
  }),
  'ladder-reordered': z.looseObject({
    models: z.array(z.looseObject({ model: text, usdPerRow: figure })),
    reference: text,
    leftOut: z.array(text),
    why,
  }),
  noted: z.looseObject({ message: why }),
  'run-started': z.looseObject({
    runId: text,
    dataset: text,
    rows: count,
    distinctRows: count,
    models: z.array(text),
    reference: text,
    strategy: text,
    accuracy: figure,
    confidence: figure,
    allowed: count,
    filter: z.looseObject(bounds).optional(),
    loss: z.looseObject(lossBound).optional(),
    seed: figure,
    budgetUsd: figure,
    mostRequests: some,
    isResumed: z.boolean(),
    isScanned: z.literal(true).optional(),
    until: z.literal('plan').optional(),
  }),
  'labels-wanted': z.looseObject({
    model: text,
    rows: z.array(z.int().nonnegative()),
    given: count,
    free: some,
    expected: some,
  }),
  traffic: z.looseObject({ code: text, host: text, model: text, message: optionalText }),
  'workers-seen': z.looseObject({
    queue: text,
    workers: z.array(z.looseObject({ name: text, slots: count, perSecond: figure })),
  }),
  'phase-started': z.looseObject({ phase, calls: count }),
  progressed: z.looseObject({
    perModel,
    rowsDone: count,
    spentUsd: figure,
    possiblyBilledUsd: figure,
    referenceUsd: figure,
    elapsedMs: figure,
    callsDone: count,
    callsPlanned: count,
  }),
  'row-failed': z.looseObject({ row: count, model: text, kind: text, message: text }),
  'run-paused': z.looseObject({ reason: text, message: why, provider: optionalText }),
  'run-finished': z.looseObject({
    promise,
    perModel,
    spentUsd: figure,
    possiblyBilledUsd: figure,
    referenceUsd: figure,
    duplicatesUsd: figure,
    savings: figure,
    failedRows: count,
    failedBecause: z.array(z.looseObject({ cause: text, rows: count })).optional(),
    elapsedMs: figure,
    output: optionalText,
    outputSha256: optionalText,
    report: optionalText,
    checked: z.looseObject({ rows: count, deviating: count }).optional(),
    selfAgreement: selfAgreement.optional(),
  }),
};

const row = z.int().nonnegative();
const usage = z.looseObject({
  inputTokens: some,
  cachedInputTokens: some,
  cacheWriteTokens: some,
  outputTokens: some,
  reasoningTokens: some,
  cpuSeconds: some,
});
const settles = z.array(z.number()).optional();

const answered = z.looseObject({
  model: text,
  row,
  answer: z.looseObject({
    status: z.enum(['valid', 'invalid', 'failed']),
    key: optionalText,
    text: optionalText,
    costUsd: some,
    confidence: z.number().optional(),
    cause: optionalText,
  }),
  billedUsd: some,
  usage,
  modelVersion: optionalText,
  settles,
});

/** Read by journalLine.ts. */
type StandsAsArray = 'answer' | 'reservation' | 'release';

const records = {
  event: z.looseObject({ event: z.looseObject({ type: text }) }),
  failure: z.looseObject({ model: text, row, kind: text, message: text }),
  repeat: answered,
  again: answered,
  correction: z.looseObject({ row, text: optionalText }),
  'corrections-delivered': z.looseObject({ isDelivered: z.boolean() }),
  verdict: z.looseObject({
    model: text,
    candidate: text,
    row,
    verdict: z.looseObject({
      same: z.boolean(),
      reason: optionalText,
      none: z.enum(['unreadable', 'failed']).optional(),
      cause: optionalText,
      costUsd: count.optional(),
    }),
    billedUsd: count.optional(),
    usage,
    modelVersion: optionalText,
    settles,
  }),
  'person-verdict': z.looseObject({
    candidate: text,
    row,
    same: z.boolean().optional(),
    isBlind: z.literal(true).optional(),
  }),
  label: z.looseObject({ row, answer: z.looseObject({ status: z.literal('valid'), key: text, text: optionalText }) }),
  labelled: z.looseObject({ model: text, row, at: text, by: optionalText, note: optionalText }),
  room: z.looseObject({ model: text, tokens: z.int().nonnegative() }),
  unread: z.looseObject({
    model: text,
    billedUsd: some,
    usage,
    settles,
    settledUsd: some,
    rows: z.array(z.looseObject({ row, usd: count })).optional(),
  }),
  'lost-attempt': z.looseObject({
    model: text,
    reservedUsd: z.number().nonnegative(),
    reservation: z.number().optional(),
    stays: z.literal(true).optional(),
  }),
} as const satisfies Record<Exclude<JournalRecord['type'], StandsAsArray>, z.ZodType>;

/** @returns the value itself. @throws {TypeError} naming the field, where it is no record of this version. */
export function checkedRecord(value: unknown): JournalRecord {
  if (isDeeperThan(value)) throw new TypeError('nested deeper than any record of this version');
  const { type } = (value ?? {}) as { type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(records, type))
    throw new TypeError('not a journal record of this version');
  assertShape(records[type as keyof typeof records], value, `record "${type}"`);
  if (type !== 'event') return value as JournalRecord;
  const { event } = value as { event: RunEvent };
  assertEvent(event);
  return { ...(value as Extract<JournalRecord, { type: 'event' }>), event: ofVersion1(event) };
}

function assertEvent(event: { readonly type: string }): void {
  if (!Object.hasOwn(events, event.type)) throw new TypeError('an event that this version does not know');
  assertShape(events[event.type as RunEvent['type']], event, `event "${event.type}"`);
}

function assertShape(shape: z.ZodType, value: unknown, what: string): void {
  const issue = shape.safeParse(value).error?.issues[0];
  if (issue) throw new TypeError(`no sound ${what} (${issue.path.map(String).join('.')}: ${issue.message})`);
}
