// One record of the journal <-> one line of text: eight hex digits of CRC-32, a space, JSON, a line end.
// Answers are most of a journal and stand as short arrays; everything else as an object. Unknown values are null or left off at the end.
// `usage.raw` is not kept: it would triple the file, and replaying a run does not read it.
import { crc32 } from 'node:zlib';
import type { Answer } from '../engine/answerTable';
import type { JournalRecord } from '../engine/journal';
import type { Usage } from '../engine/provider';
import { checkedRecord } from './recordSchema';

type AnswerRecord = Extract<JournalRecord, { type: 'answer' }>;

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
export function formatLine(value: unknown): Buffer {
  const lines = new JournalLines();
  lines.add(JSON.stringify(value));
  return lines.take();
}

/** Lines that wait to be written, as bytes from the start: a checksum over bytes that stand there takes a third of one over a string. */
export class JournalLines {
  private bytes = Buffer.allocUnsafe(1 << 12);
  private end = 0;

  get length(): number {
    return this.end;
  }

  add(json: string): void {
    // A UTF-16 unit takes three bytes at most.
    const most = this.end + crcLength + 2 + 3 * json.length;
    if (most > this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * most);
    const { bytes, end: start } = this;
    const from = start + crcLength + 1;
    const to = from + bytes.write(json, from, 'utf8');
    let crc = crc32(bytes.subarray(from, to));
    for (let at = start + crcLength - 1; at >= start; at--) {
      bytes[at] = hexDigits.charCodeAt(crc & 15);
      crc >>>= 4;
    }
    bytes[start + crcLength] = 0x20;
    bytes[to] = 0x0a;
    this.end = to + 1;
  }

  /** All lines; valid until the next one is added. */
  take(): Buffer {
    const lines = this.bytes.subarray(0, this.end);
    this.end = 0;
    return lines;
  }
}

const hexDigits = '0123456789abcdef';

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

export function encodeRecord(record: JournalRecord): string {
  switch (record.type) {
    case 'answer':
      return encodeAnswer(record);
    // As many as there are attempts, so they stand as short arrays too.
    case 'reservation':
      return JSON.stringify([
        'r',
        record.model,
        record.id,
        record.usd,
        ...(record.request === undefined ? [] : [record.request]),
      ]);
    case 'release':
      return JSON.stringify(['x', record.reservation, ...(record.isUnsent ? [1] : [])]);
    case 'repeat':
    case 'again':
    case 'verdict':
    case 'unread': {
      const { raw: _, ...usage } = record.usage;
      return JSON.stringify({ ...record, usage });
    }
    default:
      return JSON.stringify(record);
  }
}

/** @throws {TypeError} when the value is not a record of this format version. */
export function decodeRecord(value: unknown): JournalRecord {
  if (Array.isArray(value)) return decodeArray(value);
  return checkedRecord(value);
}

function decodeArray(values: unknown[]): JournalRecord {
  const [tag, first, id, usd, request] = values;
  if (tag === 'x' && typeof first === 'number')
    return { type: 'release', reservation: first, ...(id === 1 && { isUnsent: true }) };
  if (tag !== 'r') return decodeAnswer(values);
  if (typeof first !== 'string' || typeof id !== 'number' || !isAmount(usd))
    throw new TypeError('not a reservation of this version');
  return { type: 'reservation', model: first, id, usd, ...(typeof request === 'string' && { request }) };
}

/**
 * Fields in order: tag, model, row, status, key, text (true: same as key), costUsd, confidence, billedUsd, the counts of `usageFields`,
 * modelVersion, isCached, settles (one number or several), cause.
 * Put together by hand: a million answers pass here, and JSON.stringify of an array takes twice as long.
 */
function encodeAnswer({ model, row, answer, billedUsd, usage, ...rest }: AnswerRecord): string {
  const { status, key, text, costUsd, confidence, cause } = answer;
  const delivered = text !== undefined && text === key ? 'true' : quoted(text);
  let json = `["a",${quoted(model)},${String(row)},"${status}",${quoted(key)},${delivered},${known(costUsd)},${known(confidence)},${known(billedUsd)},${encodeUsage(usage)}`;
  const { modelVersion, isCached = null, settles } = rest;
  if (modelVersion !== undefined || isCached !== null || settles || cause !== undefined) {
    const settled = settles?.length === 1 ? settles[0] : (settles ?? null);
    json += `,${quoted(modelVersion)},${String(isCached)},${JSON.stringify(settled)}`;
    if (cause !== undefined) json += `,${quoted(cause)}`;
  }
  return `${json}]`;
}

function encodeUsage(usage: Usage): string {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens, cpuSeconds } = usage;
  return `[${known(inputTokens)},${known(cachedInputTokens)},${known(cacheWriteTokens)},${known(outputTokens)},${known(reasoningTokens)},${known(cpuSeconds)}]`;
}

const quoted = (text: string | undefined) => (text === undefined ? 'null' : JSON.stringify(text));

/** A number as JSON has it, or null. */
const known = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? String(value) : 'null');

function decodeAnswer(values: unknown[]): JournalRecord {
  const [tag, model, row, status, key, text, costUsd, confidence, billedUsd, usageValues, modelVersion, isCached] =
    values;
  if (tag !== 'a' || typeof model !== 'string' || !isRow(row) || !isStatus(status))
    throw new TypeError('not an answer of this version');
  const answer: Mutable<Answer> = { status };
  if (typeof key === 'string') answer.key = key;
  if (text === true && typeof key === 'string') answer.text = key;
  else if (typeof text === 'string') answer.text = text;
  if (isAmount(costUsd)) answer.costUsd = costUsd;
  if (typeof confidence === 'number') answer.confidence = confidence;
  const record: Mutable<AnswerRecord> = { type: 'answer', model, row, answer, usage: decodeUsage(usageValues) };
  if (isAmount(billedUsd)) record.billedUsd = billedUsd;
  if (typeof modelVersion === 'string') record.modelVersion = modelVersion;
  if (isCached === true) record.isCached = true;
  const [settles, cause] = values.slice(12);
  if (typeof cause === 'string') answer.cause = cause;
  if (typeof settles === 'number') record.settles = [settles];
  else if (Array.isArray(settles)) record.settles = settles.filter((id) => typeof id === 'number');
  return record;
}

function decodeUsage(values: unknown): Usage {
  const usage: Partial<Record<(typeof usageFields)[number], number>> = {};
  if (Array.isArray(values))
    usageFields.forEach((field, index) => {
      const value: unknown = values[index];
      if (isAmount(value)) usage[field] = value;
    });
  return usage;
}

/** Money and counts: a negative sum in a stranger's journal would raise the cap. */
const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < Infinity;
const isRow = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isStatus = (value: unknown): value is Answer['status'] =>
  value === 'valid' || value === 'invalid' || value === 'failed';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
