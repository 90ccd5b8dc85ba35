// When two JSON answers are the same, field by field: each field has a rule of its own. A field's value is taken to a key of its rule once, when
// the reply is read; most rules then compare keys as they are, numbers with a tolerance and similar texts compare them in pairs.
import type { Equivalence } from '../answerTable';
import { valueAt } from '../jsonPath';
import { canonicalJson } from './canonicalJson';
import { isMarked, unmarked } from './jsonNumbers';
import { numberEquivalence, numberKey } from './number';
import { readDate } from './sameDate';
import { similarEquivalence, similarKey, wordsKey } from './sameText';

/** A dotted path alone is compared exactly; `$` is the whole value. */
export type JsonField = string | FieldRule;

export type FieldRule = {
  readonly path: string;
  readonly same: FieldSame;
  /** number: values this close count as equal; 0 where absent. */
  readonly tolerance?: number;
  /** exact, set: `Rome` and `rome` are the same. */
  readonly ignoreCase?: boolean;
  /** exact, set: punctuation and spacing do not count. */
  readonly ignorePunctuation?: boolean;
  /** text: token F1 from which two texts are the same, in (0, 1]; absent: the same words in any order. */
  readonly similarFrom?: number;
};

/** `ignore`: asked for and delivered, never compared, and may be missing. */
export type FieldSame = 'exact' | 'number' | 'date' | 'set' | 'text' | 'ignore' | 'judge';
export const fieldSames = [
  'exact',
  'number',
  'date',
  'set',
  'text',
  'ignore',
  'judge',
] as const satisfies readonly FieldSame[];

export function fieldRule(field: JsonField): FieldRule {
  return typeof field === 'string' ? { path: field, same: 'exact' } : field;
}

/** As the command line takes it: `total:number:0.01`, or the path alone. */
export function fieldText(field: JsonField): string {
  const { path, same, tolerance, similarFrom } = fieldRule(field);
  const figure = tolerance ?? similarFrom;
  return same === 'exact' ? path : `${path}:${same}${figure === undefined ? '' : `:${String(figure)}`}`;
}

/** The paths that a reply must have. */
export function wantedPaths(fields: readonly JsonField[]): readonly string[] {
  return fields.map(fieldRule).flatMap(({ path, same }) => (same === 'ignore' ? [] : [path]));
}

/** The value at a field's path; `$` is the whole, unless the value has a field of that name. */
export function fieldValue(value: unknown, path: string): unknown {
  const found = valueAt(value, path);
  return found === undefined && path === '$' ? value : found;
}

/**
 * The key of a value by all rules: a JSON list with a key per compared field, in the order of the fields.
 * @param value with its numbers marked (jsonNumbers.ts)
 */
export function fieldsKey(value: unknown, fields: readonly JsonField[]): string {
  // Journals of runs from before there were rules hold this form.
  if (fields.every((field) => typeof field === 'string')) {
    return canonicalJson(Object.fromEntries(fields.map((path) => [path, fieldValue(value, path)])));
  }
  return JSON.stringify(
    fields
      .map(fieldRule)
      .filter(({ same }) => same !== 'ignore')
      .map((rule) => valueKey(fieldValue(value, rule.path), rule)),
  );
}

/** Whether the rules compare keys in pairs; otherwise equal answers have equal keys. */
export function comparesInPairs(fields: readonly JsonField[]): boolean {
  return fields.map(fieldRule).some((rule) => pairRule(rule) !== undefined);
}

/** Of keys as `fieldsKey` makes them. */
export function fieldsEquivalence(fields: readonly JsonField[]): Equivalence {
  return everyField(fields, equivalenceOf);
}

/** Of keys that differ: whether the fields of the rule `judge` are all in which they do, so that a judge decides. Undefined where no field has that rule. */
export function fieldsForJudge(fields: readonly JsonField[]): Equivalence | undefined {
  if (!fields.some((field) => fieldRule(field).same === 'judge')) return undefined;
  return everyField(fields, (rule) => (rule.same === 'judge' ? () => true : equivalenceOf(rule)));
}

function everyField(fields: readonly JsonField[], ruleOf: (rule: FieldRule) => Equivalence): Equivalence {
  const compare = fields
    .map(fieldRule)
    .filter(({ same }) => same !== 'ignore')
    .map(ruleOf);
  return (key, referenceKey) => {
    if (key === referenceKey) return true;
    const given = JSON.parse(key) as readonly string[];
    const wanted = JSON.parse(referenceKey) as readonly string[];
    return compare.every((isSame, i) => isSame(given[i]!, wanted[i]!));
  };
}

function equivalenceOf(rule: FieldRule): Equivalence {
  const inPairs = pairRule(rule);
  return (key, referenceKey) =>
    key === referenceKey ||
    (inPairs !== undefined && isRead(key) && isRead(referenceKey) && inPairs(key.slice(1), referenceKey.slice(1)));
}

/** The fields that are compared, in the order of a key's parts, and when two parts are the same without a judge. */
export function comparedFields(
  fields: readonly JsonField[],
): readonly { readonly path: string; readonly isSame: Equivalence }[] {
  return fields
    .map(fieldRule)
    .filter(({ same }) => same !== 'ignore')
    .map((rule) => ({ path: rule.path, isSame: equivalenceOf(rule) }));
}

/** Of a JSON answer the fields that are left to a judge, as JSON; other answers as they are. */
export function judgedPart(answer: string, fields: readonly JsonField[]): string {
  const paths = fields.map(fieldRule).flatMap(({ path, same }) => (same === 'judge' ? [path] : []));
  if (paths.length === 0) return answer;
  const value: unknown = JSON.parse(answer);
  return JSON.stringify(Object.fromEntries(paths.map((path) => [path, fieldValue(value, path)])));
}

function pairRule({ same, tolerance = 0, similarFrom }: FieldRule): Equivalence | undefined {
  if (same === 'number') return numberEquivalence(tolerance, 0);
  return same === 'text' && similarFrom !== undefined ? similarEquivalence(similarFrom) : undefined;
}

/** A value read by its rule has `=` before its key, one that the rule cannot read `?` before its canonical form: such values are compared exactly. */
function valueKey(value: unknown, rule: FieldRule): string {
  const read = readValue(value, rule);
  return read === undefined ? `?${canonicalJson(value)}` : `=${read}`;
}
const isRead = (key: string) => key.startsWith('=');

function readValue(value: unknown, rule: FieldRule): string | undefined {
  switch (rule.same) {
    case 'number': {
      const text = textOf(value);
      // Of more than 15 digits a double keeps no exact value: such numbers, ids mostly, are compared digit by digit.
      if (text === undefined || text.replace(/e.*|\D/gi, '').length > 15) return undefined;
      return numberKey(isMarked(value) ? Number(text) : text);
    }
    case 'date': {
      const text = textOf(value);
      return text === undefined ? undefined : readDate(text);
    }
    case 'text': {
      const text = textOf(value);
      if (text === undefined) return undefined;
      return rule.similarFrom === undefined ? wordsKey(text) : similarKey(text);
    }
    case 'set': {
      const items = itemsOf(value);
      return items && [...new Set(items.map((item) => spelled(item, rule)))].sort().join(',');
    }
    case 'exact':
    case 'judge':
      return spelled(value, rule);
    case 'ignore':
      return '';
  }
}

/** A string or a number as text; undefined for what is neither. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? unmarked(value, (text) => text) : undefined;
}

/** The elements of a list; a text is split at commas, semicolons and line breaks, since models write lists so; nothing is the empty set. */
function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  return textOf(value)
    ?.split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What is no letter, digit or symbol; a sign, a decimal point, a percent or a number sign says something and stays (-5, 3.5, 5 %, C#). */
const punctuation = /(?:(?![%‰#@&]|[-−](?=\p{N})|(?<=\p{N})[.,:/](?=\p{N}))[\p{P}\s])+/gu;

function spelled(value: unknown, { ignoreCase, ignorePunctuation }: FieldRule): string {
  return canonicalJson(value, (text) => {
    const cased = ignoreCase ? text.toLowerCase() : text;
    return ignorePunctuation ? cased.replace(punctuation, ' ').trim() : cased;
  });
}
