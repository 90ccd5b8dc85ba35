// Reads a reply as one of the job's labels, by a small grammar (labelGrammar.ts for sentences). In doubt the reply is invalid: the row then
// goes to the reference. In this order:
//   1. the whole reply is a label, in ever looser spellings;
//   2. a JSON reply names it: {"label": "spam"};
//   3. the last line of the form `Answer: spam`, where all such lines agree;
//   4. the reply starts with it: `Spam. The sender asks for money.`;
//   5. the reply's first sentence states it: `I would classify this message as spam.`
// For 4 and 5 no other label may be named anywhere in the reply.
import { makeSentenceReader } from './labelGrammar';
import { bareReply, excerpt, trimOf, wrappedValue } from './replyText';
import type { ParsedAnswer } from './task';

export type LabelReader = (reply: string) => ParsedAnswer;

const opening = new Set(' \t\n\r\v\f\u00a0"\'`*_“”‘’«»([{#');
const closing = new Set(' \t\n\r\v\f\u00a0"\'`*_“”‘’«»)]}.,;:!');

/** Ever looser spellings; a reply is matched on the first level on which it equals exactly one label. A question mark is never removed. */
const levels: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => text.normalize('NFKC').trim().replace(/\s+/g, ' '),
  (text) => levels[1]!(text).toLowerCase(),
  (text) => trimOf(levels[2]!(text), opening, closing),
  (text) => levels[3]!(text).replace(/[\s_-]+/g, ' '),
];

/**
 * Longer replies are read at their end only, and only by rule 3: a label answer has a few words. It bounds what one reply can cost to read.
 * Characters.
 */
const longestProse = 8000;

/** Rule 1: the label that a text spells, and nothing else. Undefined where it is none, or might be two. */
export function makeExactReader(labels: readonly string[]): (text: string) => string | undefined {
  const tables = levels.map((spell) => {
    const table = new Map<string, string | undefined>();
    for (const label of labels) table.set(spell(label), table.has(spell(label)) ? undefined : label);
    table.delete('');
    return table;
  });
  const longest = Math.max(...labels.map((label) => label.length)) + longestProse;
  return (text) => {
    if (text.length > longest) return undefined;
    for (let level = 0; level < levels.length; level++) {
      const label = tables[level]!.get(levels[level]!(text));
      if (label !== undefined) return label;
    }
    return undefined;
  };
}

export function makeLabelReader(labels: readonly string[]): LabelReader {
  const exactly = makeExactReader(labels);
  const inSentence = makeSentenceReader(labels);
  const valid = (label: string): ParsedAnswer => ({ type: 'valid', key: label, answer: label });
  return (reply) => {
    const direct = exactly(reply);
    if (direct !== undefined) return valid(direct);
    const bare = bareReply(reply);
    if (bare === '') return { type: 'invalid', reason: 'The reply is empty.' };
    const text = String(wrappedValue(bare) ?? bare);
    const found =
      exactly(text) ??
      afterMarker(text.slice(-longestProse), exactly) ??
      (text.length > longestProse ? undefined : inSentence(text));
    return found === undefined
      ? { type: 'invalid', reason: `The reply names none of the labels, or more than one: ${excerpt(text)}` }
      : valid(found);
  };
}

const marker = new RegExp(
  [
    // At the start of a line or sentence: "do not say: Label: spam" and "A wrong answer: spam" are none.
    String.raw`(?:^|[\n.!?])[\s*_#>]*`,
    String.raw`(?:(?:so|therefore|thus|hence|the|my|final|correct|best|overall|predicted|most likely),? ){0,4}`,
    String.raw`(?:answer|label|category|class|classification|option|choice|verdict|rating|score|grade|sentiment|prediction|result|output|topic|intent)`,
    String.raw`\**\s{0,3}(?:is\b|:|=)[ \t]*([^\n]+)`,
  ].join(''),
  'gi',
);

/** `... Answer: x`: what stands after the last such marker, when all markers agree. */
function afterMarker(text: string, exactly: (text: string) => string | undefined): string | undefined {
  const named = new Set([...text.matchAll(marker)].map((match) => exactly(match[1]!)));
  return named.size === 1 ? [...named][0] : undefined;
}
