// Reads a reply that answers several rows: `{"answers": [{"id": 1, "answer": ...}, ...]}`, or the list alone. Only elements that stand there whole
// count, so that a reply that was cut still answers the rows before the cut. An id that stands twice answers nobody, and where an id of no row
// stands there, the model has counted otherwise, and none of its ids is believed.
import type { Reply } from '../provider';
import { makeAnswerParser, whyNoAnswer } from './parseAnswer';
import type { ParsedAnswer, Task } from './task';
import { findAnswerPlace } from './thinking';

export type PackedAnswer = {
  /** What the model gives for the row, as a reply to it alone would say it. */
  readonly text: string;
  /** Where it stands in the reply, in UTF-16 offsets, quotes aside: for scoring its tokens alone. */
  readonly start: number;
  readonly end: number;
  readonly isString: boolean;
};

export type PackedReply = {
  /** By id, from 1. */
  readonly answers: ReadonlyMap<number, PackedAnswer>;
  /** Why rows have no answer, a sentence; absent where each has one. */
  readonly problem?: string;
};

/** @param rows ids go from 1 to this number. Never throws. */
export function readPackedReply(reply: string, rows: number): PackedReply {
  const { start, end, isUnfinished } = findAnswerPlace(reply);
  if (isUnfinished) return none('The reply ends while the model is still thinking.');
  const text = reply.slice(0, end);
  const list = findList(text, start);
  if (list < 0) return none('The reply has no list of answers.');
  const answers = new Map<number, PackedAnswer>();
  const seen = new Set<number>();
  const doubled = new Set<number>();
  for (const element of itemsOf(text, list)) {
    const found = text[element.start] === '{' ? answerOf(text, element.start) : undefined;
    if (!found) continue;
    const { id, answer } = found;
    if (!(id >= 1 && id <= rows)) return none(`The reply answers a row with the id ${String(id)}, which no row has.`);
    if (seen.has(id)) doubled.add(id);
    seen.add(id);
    if (answer) answers.set(id, answer);
  }
  for (const id of doubled) answers.delete(id);
  if (answers.size === rows) return { answers };
  const what = doubled.size > 0 ? ', and answers some twice' : '';
  return { answers, problem: `The reply answers ${String(answers.size)} of ${String(rows)} rows${what}.` };
}

function none(problem: string): PackedReply {
  return { answers: new Map(), problem };
}

type Span = { readonly start: number; readonly end: number };

/** Where the list of answers begins: the value of `answers`, or the first thing itself; -1 where there is none. */
function findList(text: string, from: number): number {
  const opening = /[[{]/.exec(text.slice(from));
  if (!opening) return -1;
  const at = from + opening.index;
  if (text[at] === '[') return at;
  for (const { name, value } of membersOf(text, at, true))
    if (name === 'answers') return text[value.start] === '[' ? value.start : -1;
  return -1;
}

/** One element of the list: its id, and its answer where it has exactly one that says something. */
function answerOf(text: string, at: number): { readonly id: number; readonly answer?: PackedAnswer } | undefined {
  let ids = 0;
  let id = NaN;
  const values: Span[] = [];
  for (const { name, value } of membersOf(text, at)) {
    const raw = text.slice(value.start, value.end);
    if (name === 'id') {
      ids++;
      id = /^"?-?\d{1,9}"?$/.test(raw) ? Number(raw.replaceAll('"', '')) : NaN;
    } else if (name === 'answer') values.push(value);
  }
  if (ids !== 1 || Number.isNaN(id)) return undefined;
  const [value] = values;
  if (values.length !== 1 || !value) return { id };
  const raw = text.slice(value.start, value.end);
  if (raw === 'null') return { id };
  if (!raw.startsWith('"')) return { id, answer: { text: raw, ...value, isString: false } };
  const spoken = stringOf(raw);
  return spoken === undefined
    ? { id }
    : { id, answer: { text: spoken, start: value.start + 1, end: value.end - 1, isString: true } };
}

/** Members of the object at a place, as far as they stand there whole. @param isOpen the last one's value may have been cut */
function* membersOf(
  text: string,
  at: number,
  isOpen = false,
): Generator<{ readonly name: string; readonly value: Span }> {
  for (let place = skipSpace(text, at + 1); text[place] === '"';) {
    const nameEnd = endOfValue(text, place);
    const name = nameEnd < 0 ? undefined : stringOf(text.slice(place, nameEnd));
    const colon = nameEnd < 0 ? -1 : skipSpace(text, nameEnd);
    if (name === undefined || text[colon] !== ':') return;
    const start = skipSpace(text, colon + 1);
    const end = endOfValue(text, start);
    if (end < 0 && isOpen) yield { name, value: { start, end: text.length } };
    if (end < 0) return;
    yield { name, value: { start, end } };
    place = skipSpace(text, end);
    if (text[place] !== ',') return;
    place = skipSpace(text, place + 1);
  }
}

/** Items of the list at a place, as far as they stand there whole. */
function* itemsOf(text: string, at: number): Generator<Span> {
  for (let start = skipSpace(text, at + 1); start < text.length && text[start] !== ']';) {
    const end = endOfValue(text, start);
    if (end < 0) return;
    yield { start, end };
    const comma = skipSpace(text, end);
    if (text[comma] !== ',') return;
    start = skipSpace(text, comma + 1);
  }
}

/** Offset behind the JSON value that begins at a place; -1 where it does not end in the text. */
function endOfValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return endOfString(text, at);
  if (first !== '{' && first !== '[') {
    const scalar = /[^\s,\]}]+/y;
    scalar.lastIndex = at;
    const found = scalar.exec(text);
    // One that reaches the end of the text may go on behind it.
    return found && at + found[0].length < text.length ? at + found[0].length : -1;
  }
  let depth = 0;
  for (let place = at; place < text.length; place++) {
    const character = text[place]!;
    if (character === '"') {
      const end = endOfString(text, place);
      if (end < 0) return -1;
      place = end - 1;
    } else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return place + 1;
  }
  return -1;
}

function endOfString(text: string, at: number): number {
  for (let place = at + 1; place < text.length; place++) {
    if (text[place] === '\\') place++;
    else if (text[place] === '"') return place + 1;
  }
  return -1;
}

function skipSpace(text: string, at: number): number {
  let place = at;
  while (place < text.length && /\s/.test(text[place]!)) place++;
  return place;
}

function stringOf(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

type Valid = Extract<ParsedAnswer, { type: 'valid' }>;

export type PackAnswers = {
  /** Per row; undefined where there is no answer that can be read. */
  readonly answers: readonly (Valid | undefined)[];
  /** Why rows have none, a sentence. */
  readonly problem?: string;
};

/** Says which rows a reply to several of them answers: by how it ended, by the ids that stand in it, and by what each answer says. Make it once per run. Never throws. */
export function makePackReader(task: Task): (reply: Reply, rows: number) => PackAnswers {
  const parse = makeAnswerParser(task);
  return (reply, rows) => {
    const why = whyNoAnswer(reply);
    // What was cut still holds the rows before the cut whole. What was withheld, or answers to a part of the request, is none.
    if (why !== undefined && reply.finish.unified !== 'length')
      return { answers: new Array<undefined>(rows).fill(undefined), problem: why };
    const { answers: given, problem: unread } = readPackedReply(reply.text, rows);
    let problem = why ?? unread;
    const answers = Array.from({ length: rows }, (_, row): Valid | undefined => {
      const answer = given.get(row + 1);
      if (!answer || (task.type === 'text' && !answer.isString)) return undefined;
      const parsed = parse(answer.text);
      if (parsed.type === 'valid') return parsed;
      problem ??= parsed.reason;
      return undefined;
    });
    if (task.type === 'text' && answers.some((answer) => !answer)) problem ??= 'An answer is no text.';
    return { answers, ...(problem !== undefined && { problem }) };
  };
}
