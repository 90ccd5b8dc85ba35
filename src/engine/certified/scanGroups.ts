// Which kinds of rows the best candidate answers otherwise than the reference: by what it answered, by whether the candidates disagree, by length and by
// words. A few planning rows tell little of each group; the figures say of how many rows they speak.
import type { Problem } from '../strategy';
import { studentOf } from '../strategy';

export type ScanExample = {
  /** Place in the file, from 1. */
  readonly row: number;
  readonly model: string;
  readonly answer?: string;
  readonly reference: string;
};

/** What the rows of a group have in common: data for whoever says it in another language than `name` does. */
export type ScanTrait =
  | { readonly kind: 'answers'; readonly model: string; readonly answer: string }
  | { readonly kind: 'unreadable'; readonly model: string }
  | { readonly kind: 'disagree' }
  | { readonly kind: 'agree' }
  /** Characters. */
  | { readonly kind: 'short'; readonly most: number }
  | { readonly kind: 'long'; readonly moreThan: number }
  | { readonly kind: 'word'; readonly word: string };

export type ScanGroup = {
  readonly name: string;
  readonly trait: ScanTrait;
  /** Rows of the whole table in the group: counted where the text tells, else from the share among planning rows. */
  readonly rows: number;
  /** Planning rows in it. */
  readonly planned: number;
  /** Share of them on which the best candidate agrees with the reference. */
  readonly agreement: number;
  /** Rows on which it does not, five at most. */
  readonly examples: readonly ScanExample[];
};

type Asked = { readonly model: number; readonly id: string };

/** Planning rows that a group needs to be told. */
const fewest = 4;
const groupsTold = 12;
const examplesTold = 5;
/** Words shorter than this say nothing of a row. */
const shortestWord = 4;
/** Words that are told at most; a word must make the candidate err so much more often than it does elsewhere. */
const wordsTold = 4;
const leastLift = 0.1;
const nameLength = 40;

/** @param known planning rows that the reference answered readably. @param asked candidates that answered them. */
export function groupRows(problem: Problem, known: readonly number[], asked: readonly Asked[]): ScanGroup[] {
  const { table, rowCount, features } = problem;
  const models = asked.filter(({ model }) => model !== studentOf(problem));
  const agreed = ({ model }: Asked) => known.filter((row) => table.agrees(model, row) === true).length;
  const best = models.reduce<Asked | undefined>(
    (one, each) => (one && agreed(one) >= agreed(each) ? one : each),
    undefined,
  );
  if (!best) return [];
  const groups: ScanGroup[] = [];
  const add = (trait: ScanTrait, isIn: (row: number) => boolean, counted?: (row: number) => boolean) => {
    const planned = known.filter(isIn);
    if (planned.length < fewest || planned.length === known.length) return;
    const agreeing = planned.filter((row) => table.agrees(best.model, row) === true);
    groups.push({
      ...{ name: nameOf(trait), trait },
      rows: counted ? countRows(rowCount, counted) : Math.round((rowCount * planned.length) / known.length),
      planned: planned.length,
      agreement: agreeing.length / planned.length,
      examples: planned
        .filter((row) => table.agrees(best.model, row) !== true)
        .slice(0, examplesTold)
        .map((row) => exampleOf(problem, best, row)),
    });
  };

  const answers = new Set(known.map((row) => table.textKeyOf(best.model, row)));
  for (const answer of answers)
    add(
      answer === undefined
        ? { kind: 'unreadable', model: best.id }
        : { kind: 'answers', model: best.id, answer: brief(answer) },
      (row) => table.textKeyOf(best.model, row) === answer,
    );
  // One candidate alone never disagrees: then neither is a group.
  const differ = (row: number) => new Set(models.map(({ model }) => table.keyOf(model, row))).size > 1;
  add({ kind: 'disagree' }, differ);
  add({ kind: 'agree' }, (row) => !differ(row));
  const [short, long] = terciles(known.map((row) => features.length(row)));
  if (long > short) {
    const isShort = (row: number) => features.length(row) <= short;
    const isLong = (row: number) => features.length(row) > long;
    add({ kind: 'short', most: short }, isShort, isShort);
    add({ kind: 'long', moreThan: long }, isLong, isLong);
  }
  const { text } = features;
  if (text)
    for (const word of tellingWords(known, text, (row) => table.agrees(best.model, row) === true)) {
      const has = (row: number) => wordsOf(text(row)).has(word);
      add({ kind: 'word', word }, has, has);
    }
  return groups.sort((a, b) => a.agreement - b.agreement || b.planned - a.planned).slice(0, groupsTold);
}

function nameOf(trait: ScanTrait): string {
  switch (trait.kind) {
    case 'answers':
      return `${trait.model} answers ${JSON.stringify(trait.answer)}`;
    case 'unreadable':
      return `${trait.model} has no readable answer`;
    case 'disagree':
      return 'the candidates disagree';
    case 'agree':
      return 'the candidates agree';
    case 'short':
      return `up to ${String(trait.most)} characters long`;
    case 'long':
      return `more than ${String(trait.moreThan)} characters long`;
    case 'word':
      return `with the word "${trait.word}"`;
  }
}

function exampleOf({ table, reference }: Problem, { model, id }: Asked, row: number): ScanExample {
  const answer = table.textOf(model, row);
  return { row: row + 1, model: id, ...(answer !== undefined && { answer }), reference: table.textOf(reference, row)! };
}

/** Words on whose rows the candidate errs more often than on the others, the most telling first. */
function tellingWords(
  known: readonly number[],
  text: (row: number) => string,
  agrees: (row: number) => boolean,
): string[] {
  const counts = new Map<string, { rows: number; erring: number }>();
  for (const row of known)
    for (const word of wordsOf(text(row))) {
      const count = counts.get(word) ?? { rows: 0, erring: 0 };
      counts.set(word, { rows: count.rows + 1, erring: count.erring + Number(!agrees(row)) });
    }
  const overall = known.filter((row) => !agrees(row)).length / known.length;
  // Half an error each way: of many words one looks telling by luck.
  const lift = ({ rows, erring }: { rows: number; erring: number }) => (erring + 0.5) / (rows + 1) - overall;
  return [...counts]
    .filter(([, count]) => count.rows >= fewest && count.rows < 0.7 * known.length && lift(count) >= leastLift)
    .sort(([, a], [, b]) => lift(b) - lift(a) || b.rows - a.rows)
    .slice(0, wordsTold)
    .map(([word]) => word);
}

function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((word) => word.length >= shortestWord));
}

function terciles(lengths: number[]): [number, number] {
  const sorted = lengths.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  return [at(1 / 3), at(2 / 3)];
}

function countRows(rowCount: number, isIn: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < rowCount; row++) if (isIn(row)) count++;
  return count;
}

const brief = (text: string) => (text.length > nameLength ? `${text.slice(0, nameLength)}...` : text);
