// Reads a reply as one of the job's labels, by a small grammar (labelGrammar.ts for sentences). In doubt the reply is invalid: the row then
// goes to the reference. In this order:
//   1. the whole reply is a label, in ever looser spellings, a high confidence or a smile beside it aside;
//   2. a JSON reply names it: {"label": "spam"};
//   3. `Option B`, `\boxed{B}`, or the lines of the form `Answer: spam`, in several languages, where all such lines agree;
//   4. the reply starts with it, and what follows explains it (afterLabel.ts): `Spam. The sender asks for money.`;
//   5. the first sentence states it, or the last one concludes it: `I would classify this message as spam.`
// For 4 and 5 no other label may be named anywhere in the reply, unless it is set against the one that is meant: `ham, not spam`.
import { takesBack } from './afterLabel';
import { makeSentenceReader } from './labelGrammar';
import { doubt, frame, markerNouns, negation } from './labelWords';
import { makeExampleWatch } from './nextExample';
import { bareReply, excerpt, plainDigits, trimOf, wrappedValue } from './replyText';
import type { ParsedAnswer } from './task';

export type LabelReader = (reply: string) => ParsedAnswer;

const opening = new Set(' \t\n\r\v\f\u00a0\u200b\u2060\ufeff"\'`*_“”‘’„«»「『《〈【([{#');
const closing = new Set(' \t\n\r\v\f\u00a0\u200b\u2060\ufeff"\'`*_“”‘’«»」』》〉】)]}.,;:!。、');

/** Signs that say nothing, at either end. Other faces and hands may say the opposite of the label, and stars may be a rating. */
const cheerful = '😀😃😄😁😊🎉✨';
const smiles = new RegExp(String.raw`^(?:[${cheerful}]\s?){1,5}|(?:\s?[${cheerful}]){1,5}$`, 'gu');

/** A cross is no ornament. */
const ornaments = new Set(' \t\n✅✔✓☑\uFE0F');

/** Ever looser spellings; a reply is matched on the first level on which it equals exactly one label. A question mark is never removed. */
const levels: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => plainDigits(text.normalize('NFKC')).trim().replace(/\s+/g, ' '),
  (text) => levels[1]!(text).toLowerCase(),
  (text) => {
    const spelled = levels[2]!(text).replace(smiles, '');
    return isOpenEnded(spelled) ? levels[2]!(text) : trimOf(unadorned(spelled), opening, closing);
  },
  (text) => looselyJoined(levels[3]!(text)),
];

/** One kind of joint between words. Between digits a dash is none: `1–3` is `1-3`, and `1 3` may be two labels; `- 1` may be the bullet of a list. */
function looselyJoined(text: string): string {
  if (/\p{L}/u.test(text)) return text.replace(/[\s_\p{Pd}]+/gu, ' ');
  return text.replace(/(?<=\p{N})\s*[\p{Pd}\u2212]\s*(?=\p{N})|^[\p{Pd}\u2212](?=\p{N})/gu, '-');
}

/** `nontoxic` for `non-toxic`. Not of short labels: `10` is not `1-0`, `AB` not `A B`. */
const joined = (label: string) => {
  const spelled = levels.at(-1)!(label);
  return /^\p{L}[\p{L} ]{5,}$/u.test(spelled) ? spelled.replaceAll(' ', '') : '';
};

/** Without the bullet of a list, and without ticks. */
const unadorned = (text: string) => trimOf(text.replace(/^[-•–]\s+(?=[\p{L}"'*_])/u, ''), ornaments, ornaments);

/** `A*` is a grade above A, not A in stars; `Spam...` breaks off. */
const isOpenEnded = (text: string) => /^[\s`"']*[^*]\*[\s`"'.]*$|(?:\.\.|…)[\s"'`*_)]*$/.test(text);

/**
 * Longer replies are read at their end only, and only by rule 3: a label answer has a few words. It bounds what one reply can cost to read.
 * Characters.
 */
const longestProse = 8000;

/** Rule 1: the label that a text spells, and nothing else. Undefined where it is none, or might be two. */
export function makeExactReader(labels: readonly string[]): (text: string) => string | undefined {
  const tableOf = (spell: (label: string) => string) => {
    const table = new Map<string, string | undefined>();
    for (const label of labels) table.set(spell(label), table.has(spell(label)) ? undefined : label);
    table.delete('');
    return table;
  };
  const tables = levels.map(tableOf);
  const inOneWord = tableOf(joined);
  const longest = Math.max(...labels.map((label) => label.length)) + longestProse;
  return (text) => {
    if (text.length > longest) return undefined;
    for (let level = 0; level < levels.length; level++) {
      const label = tables[level]!.get(levels[level]!(text));
      if (label !== undefined) return label;
    }
    return inOneWord.get(levels.at(-1)!(text));
  };
}

export function makeLabelReader(labels: readonly string[]): LabelReader {
  const exactly = makeExactReader(labels);
  const inSentence = makeSentenceReader(labels);
  const isOfNextExample = makeExampleWatch(labels, exactly);
  const maySaySure = labels.every((label) => !/confiden|certain|sure/i.test(label));
  const valid = (label: string): ParsedAnswer => ({ type: 'valid', key: label, answer: label });
  return (reply) => {
    const direct = exactly(reply);
    if (direct !== undefined) return valid(direct);
    const bare = bareReply(reply);
    if (bare === '') return { type: 'invalid', reason: 'The reply is empty.' };
    const whole = String(wrappedValue(bare) ?? bare);
    const text = maySaySure ? withoutSureness(whole) : whole;
    const found =
      exactly(text) ??
      exactly((titled.exec(text) ?? scaled.exec(text))?.[1] ?? '') ??
      inBox(text.slice(-longestProse), exactly) ??
      afterMarker(text.slice(-longestProse), exactly, inSentence, isOfNextExample) ??
      (text.length > longestProse || strongMarker.test(text) ? undefined : inSentence(text));
    return found === undefined
      ? { type: 'invalid', reason: `The reply names none of the labels, or more than one: ${excerpt(text)}` }
      : valid(found);
  };
}

// A quoted line (`> Answer: spam`) is the text's, not the model's.
const marker = new RegExp(
  [
    // At the start of a line or sentence: "do not say: Label: spam" and "A wrong answer: spam" are none.
    String.raw`(?:^|[\n.!?。！])[\s*_#${cheerful}]*`,
    String.raw`(?:(?:sure|certainly|okay|ok|so|therefore|thus|hence|here(?: is|['’]s)|the|my|final|correct|right|best|overall|predicted|most likely|die|das|la|le|el|il|o|a|l['’])[,!]? ?){0,5}`,
    String.raw`(?:${markerNouns})`,
    String.raw`\**\s{0,3}(?:(?:is|ist|es|est|è|é|lautet)(?!\p{L})|[:=：]|是|为|為|は)[ \t]*[:：]?\**[ \t]*\n{0,2}[ \t]*([^\n]+)`,
  ].join(''),
  'giu',
);

/** What names the answer in so many words: where it was not read, nothing else in the reply is it. */
const strongMarker =
  /(?:^|[\n.!?])[\s*_#]*(?:(?:the|my|final|correct) ){0,3}(?:answer|label|category|classification|verdict|prediction)\**\s{0,3}(?:(?:is|isn['’]t)(?!\p{L})|[:=])/iu;

/** `Option B`, and nothing else. */
const titled = /^[\s*_#"(]*(?:option|choice|answer|label|category|class|rating|score|grade|sentiment)\s+(\S[^\n]*)$/i;

/** `Priority: high`, and nothing else. What is called by such a name is answered by it; a title, a text or a risk may be the row's own. */
const scaled =
  /^[\s*_#"(]*(?:priority|urgency|severity|emotion|tone|polarity|stance|language|genre|department)\**\s?[:=]\s?(\S[^\n]*)$/i;

const share = String.raw`(?:0?\.[89]\d{0,5}|(?:[89]\d(?:\.\d{1,4})?|100)\s?%)`;
const told = String.raw`(?:(?:confidence|certainty)(?: (?:score|level))?(?: is)?\s?[:=]?\s?${share}|${share} (?:confiden(?:ce|t)|certain(?:ty)?|sure))`;
/**
 * `Spam (confidence: 0.95)`: at the end of a reply, a confidence of four in five or more takes nothing back. A lower one does, and `1` or `5` may be of any
 * scale.
 */
const sure = new RegExp(String.raw`(?:\s?[([]${told}[)\]]|[,;]\s?${told}|\.?\n{1,2}${told})\.?$`, 'i');

function withoutSureness(text: string): string {
  const length = sure.exec(text.slice(-longestSureness))?.[0].length ?? 0;
  return text.slice(0, text.length - length);
}

/** Characters. */
const longestSureness = 80;

/** The answer of models that write as mathematicians do: `\boxed{B}`. */
function inBox(text: string, exactly: (text: string) => string | undefined): string | undefined {
  const named = new Set(
    [...text.matchAll(/\\boxed\{(?:\\text\w*\{)?([^{}]{0,200})\}/g)].map(({ index, 1: inside }) => {
      const before = /[^.!\n]*$/.exec(text.slice(Math.max(0, index - 200), index))![0];
      return negation.test(before) ? undefined : exactly(inside!);
    }),
  );
  return named.size === 1 ? [...named][0] : undefined;
}

/** `... Answer: x`: what stands after the last such marker, when all markers agree and nothing around them puts it in doubt. */
function afterMarker(
  text: string,
  exactly: (text: string) => string | undefined,
  inSentence: (text: string) => string | undefined,
  isOfNextExample: (before: string, label: string) => boolean,
): string | undefined {
  const matches = [...text.matchAll(marker)];
  const named = new Set(
    matches.map((match) => (isArticle(match) ? undefined : (exactly(match[1]!) ?? inSentence(match[1]!)))),
  );
  const [label] = named;
  if (named.size !== 1 || label === undefined) return undefined;
  const last = matches.at(-1)!;
  const after = linesOf(text.slice(last.index + last[0].length));
  // "The message says:", "Example:": the answer below is no answer.
  const before = linesOf(text.slice(0, matches[0]!.index)).at(-1) ?? '';
  const isFramed = (/[:：]\W*$/.test(before) && frame.test(before)) || heads(text.slice(0, last.index));
  const isTakenBack = after.some((line) => takesBack(line) || (exactly(line) ?? inSentence(line) ?? label) !== label);
  // "Answer: 5" and below it "out of 10".
  const isOfScale = /^\s*(?:[/.,]|(?:(?:out )?of|max(?:imum)?|scale)(?!\p{L}))/iu.test(after[0] ?? '');
  if (isOfNextExample(text.slice(0, last.index), label)) return undefined;
  return isFramed || isTakenBack || isOfScale || doubt.test(after.join('\n')) ? undefined : label;
}

/** "The answer is a", where the reply was cut off: the letter is no label. */
function isArticle([marked, told = '']: RegExpMatchArray): boolean {
  return /^[ai]\s*$/.test(told) && /\p{L}\s+$/u.test(marked.slice(0, marked.length - told.length));
}

/** Whether a line announces examples. */
function heads(text: string): boolean {
  return /^\W*(?:for )?(?:example|instance|e\.g|beispiel|exemple|ejemplo|例)(?!\p{L})|(?<!\p{L})examples?(?: \d+)?\s*[:：]/imu.test(
    text,
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
