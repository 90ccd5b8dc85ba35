// How much two answers say alike where few are equal: texts by the words that they share, JSON answers field by field. What the trust model sees of cheap answers beside
// each other; nothing is decided the same by it.
import type { Equivalence } from '../answerTable';
import { comparedFields } from './jsonFields';
import { tokenF1, wordsOf } from './sameText';
import type { Task } from './task';

/** An answer, read once for several comparisons. */
export type ReadAnswer = {
  /** One per field of a JSON answer; a text is one. */
  readonly parts: readonly Part[];
  /** Words of all parts. */
  readonly words: number;
  /** Share of the parts that say nothing, in [0, 1]: a refusal, a field that is null or empty. */
  readonly blank: number;
};

type Part = { readonly name: string; readonly key: string; readonly words: readonly string[] };

export type Likeness = {
  /** @param key what equivalence looks at. @param text what is delivered. */
  readonly read: (key: string, text: string) => ReadAnswer;
  /** In [0, 1]; symmetric. The mean over all fields that one of the two has. */
  readonly between: (one: ReadAnswer, other: ReadAnswer) => number;
};

/** Undefined: answers of such a task are equal or they are not. */
export function likenessOf(task: Task): Likeness | undefined {
  if (task.type === 'text')
    return { read: (key, text) => readParts([{ name: '', key, text: key }], refuses(text)), between: meanLikeness() };
  if (task.type !== 'json') return undefined;
  const fields = comparedFields(task.fields);
  const rules = new Map(fields.map(({ path, isSame }) => [path, isSame]));
  return { read: (key) => readParts(fieldsOf(key, fields), false), between: meanLikeness(rules) };
}

type Given = { readonly name: string; readonly key: string; readonly text: string };

function readParts(given: readonly Given[], isRefusal: boolean): ReadAnswer {
  const parts = given.map(({ name, key, text }) => ({ name, key, words: wordsOf(text) }));
  const silent = parts.filter(({ words }) => words.length === 0 || (words.length === 1 && words[0] === 'null')).length;
  return {
    parts,
    words: parts.reduce((sum, { words }) => sum + words.length, 0),
    blank: isRefusal ? 1 : silent / Math.max(1, parts.length),
  };
}

/** Keys of JSON answers are a list with a key per compared field, or the value itself where no field has a rule of its own. */
function fieldsOf(key: string, fields: ReturnType<typeof comparedFields>): Given[] {
  const value: unknown = JSON.parse(key);
  if (Array.isArray(value) && fields.length > 0 && value.every((part) => typeof part === 'string'))
    return fields.map(({ path }, at) => ({ name: path, key: String(value[at]), text: String(value[at]).slice(1) }));
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [['$', value]];
  return (entries as [string, unknown][]).map(([name, part]) => {
    const spelled = JSON.stringify(part);
    return { name, key: spelled, text: typeof part === 'string' ? part : spelled };
  });
}

function meanLikeness(rules?: ReadonlyMap<string, Equivalence>) {
  return (one: ReadAnswer, other: ReadAnswer): number => {
    const others = new Map(other.parts.map((part) => [part.name, part]));
    let sum = 0;
    let shared = 0;
    for (const part of one.parts) {
      const beside = others.get(part.name);
      if (!beside) continue;
      shared++;
      sum +=
        part.key === beside.key || rules?.get(part.name)?.(part.key, beside.key)
          ? 1
          : tokenF1(part.words, beside.words);
    }
    const all = one.parts.length + other.parts.length - shared;
    return all === 0 ? 1 : sum / all;
  };
}

/** How answers begin that give none, in the languages that the models' makers name first. */
const refusal =
  /^\W*(i['’]m (sorry|afraid|unable)|i am (sorry|afraid|unable)|(i['’]m )?sorry\b|i (can(no|['’])t|can not|won['’]t|do not have|don['’]t have)|as an? (ai|language model)|unfortunately,? (i|the)|n\/a\W*$|(none|unknown|not (available|stated|specified|mentioned|provided))\W*$|es tut mir leid|leider kann|ich kann (das |dies )?nicht|je suis désolée?|je ne peux pas|désolée?\b|lo siento|no puedo|desculpe|não posso|mi dispiace|抱歉|很抱歉|对不起|對不起|我无法|我無法|无法|申し訳|すみません|죄송)/iu;

/** Whether a text says that it does not answer. */
export function refuses(text: string): boolean {
  return refusal.test(text.slice(0, 200));
}
