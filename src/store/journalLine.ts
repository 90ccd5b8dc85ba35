// One record of the journal <-> one line of text: eight hex digits of CRC-32, a space, JSON, a line end.
// Answers are most of a journal and stand as short arrays; everything else as an object. Unknown values are null or left off at the end.
// `usage.raw` is not kept: it would triple the file, and replaying a run does not read it.
import { crc32 } from 'node:zlib';
import type { Answer } from '../engine/answerTable';
import type { JournalRecord } from '../engine/journal';
import type { Usage } from '../engine/provider';

type AnswerRecord = Extract<JournalRecord, { type: 'answer' }>;

/** Fields of an answer line, in order: see `encodeAnswer`. */
export const answerFields =
  'tag, model, row, status, key, text (true: same as key), costUsd, confidence, billedUsd, [inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens, cpuSeconds], modelVersion, isCached, settles (one number or several)';

const usageFields = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'cpuSeconds',
] as const satisfies readonly (keyof Usage)[];

export const crcLength = 8;

/** The whole line, line end included. */
export function formatLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${crc32(json).toString(16).padStart(crcLength, '0')} ${json}\n`;
}

/** The JSON text of a line without its line end; undefined where the checksum does not hold. */
export function checkedJson(line: Buffer): Buffer | undefined {
  if (line.length < crcLength + 3 || line[crcLength] !== 0x20) return undefined;
  let stated = 0;
  for (let i = 0; i < crcLength; i++) {
    const byte = line[i]!;
    const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
    if (digit < 0) return undefined;
    stated = stated * 16 + digit;
  }
  const json = line.subarray(crcLength + 1);
  return crc32(json) === stated ? json : undefined;
}

export function encodeRecord(record: JournalRecord): unknown {
  switch (record.type) {
    case 'answer':
      return encodeAnswer(record);
    // As many as there are attempts, so they stand as short arrays too.
    case 'reservation':
      return trimmed(['r', record.model, record.id, record.usd, record.request]);
    case 'release':
      return ['x', record.reservation];
    case 'unread': {
      const { raw: _, ...usage } = record.usage;
      return { ...record, usage };
    }
    default:
      return record;
  }
}

/** @throws {TypeError} when the value is not a record of this format version. */
export function decodeRecord(value: unknown): JournalRecord {
  if (Array.isArray(value)) return decodeArray(value);
  const record = value as JournalRecord;
  switch ((record as { type?: unknown } | null)?.type) {
    case 'failure':
    case 'unread':
    case 'lost-attempt':
    case 'event':
      return record;
    default:
      throw new TypeError('not a journal record of this version');
  }
}

function decodeArray(values: unknown[]): JournalRecord {
  const [tag, first, id, usd, request] = values;
  if (tag === 'x' && typeof first === 'number') return { type: 'release', reservation: first };
  if (tag !== 'r') return decodeAnswer(values);
  if (typeof first !== 'string' || typeof id !== 'number' || typeof usd !== 'number')
    throw new TypeError('not a reservation of this version');
  return { type: 'reservation', model: first, id, usd, ...(typeof request === 'string' && { request }) };
}

function encodeAnswer({
  model,
  row,
  answer,
  billedUsd,
  usage,
  modelVersion,
  isCached,
  settles,
}: AnswerRecord): unknown[] {
  const { status, key, text, costUsd, confidence } = answer;
  const values: unknown[] = [
    'a',
    model,
    row,
    status,
    key,
    text !== undefined && text === key ? true : text,
    costUsd,
    confidence,
    billedUsd,
    encodeUsage(usage),
    modelVersion,
    isCached,
    settles?.length === 1 ? settles[0] : settles,
  ];
  return trimmed(values);
}

function encodeUsage(usage: Usage): unknown[] | undefined {
  const values = trimmed(usageFields.map((field) => usage[field]));
  return values.length === 0 ? undefined : values;
}

function trimmed(values: unknown[]): unknown[] {
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length--;
  values.length = length;
  return values;
}

function decodeAnswer(values: unknown[]): JournalRecord {
  const [tag, model, row, status, key, text, costUsd, confidence, billedUsd, usageValues, modelVersion, isCached] =
    values;
  if (tag !== 'a' || typeof model !== 'string' || typeof row !== 'number' || typeof status !== 'string')
    throw new TypeError('not an answer of this version');
  const answer: Mutable<Answer> = { status: status as Answer['status'] };
  if (typeof key === 'string') answer.key = key;
  if (text === true) answer.text = key as string;
  else if (typeof text === 'string') answer.text = text;
  if (typeof costUsd === 'number') answer.costUsd = costUsd;
  if (typeof confidence === 'number') answer.confidence = confidence;
  const record: Mutable<AnswerRecord> = { type: 'answer', model, row, answer, usage: decodeUsage(usageValues) };
  if (typeof billedUsd === 'number') record.billedUsd = billedUsd;
  if (typeof modelVersion === 'string') record.modelVersion = modelVersion;
  if (isCached === true) record.isCached = true;
  const settles = values[12];
  if (typeof settles === 'number') record.settles = [settles];
  else if (Array.isArray(settles)) record.settles = settles as number[];
  return record;
}

function decodeUsage(values: unknown): Usage {
  const usage: Partial<Record<(typeof usageFields)[number], number>> = {};
  if (Array.isArray(values))
    usageFields.forEach((field, index) => {
      const value: unknown = values[index];
      if (typeof value === 'number') usage[field] = value;
    });
  return usage;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
