// Reads a reply as one of the job's labels. First the reply as a whole, ever more loosely; then a label inside a sentence, only when exactly
// one label occurs as a whole word and nothing before it negates it. In doubt the reply is invalid: the row then goes to the reference.
import { bareReply, excerpt, wrappedValue } from './replyText';
import type { ParsedAnswer } from './task';

export type LabelReader = (reply: string) => ParsedAnswer;

/** Ever looser spellings; a reply is matched on the first level on which it equals exactly one label. */
const levels: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => text.normalize('NFKC').trim().replace(/\s+/g, ' '),
  (text) => levels[1]!(text).toLowerCase(),
  (text) => levels[2]!(text).replace(/^[\s"'`*_“”‘’«»([{<#]+|[\s"'`*_“”‘’«»)\]}>.,;:!?]+$/g, ''),
  (text) => levels[3]!(text).replace(/[\s_-]+/g, ' '),
];

export function makeLabelReader(labels: readonly string[]): LabelReader {
  const tables = levels.map((spell) => {
    const table = new Map<string, string | undefined>();
    for (const label of labels) table.set(spell(label), table.has(spell(label)) ? undefined : label);
    table.delete('');
    return table;
  });
  const exactly = (text: string): string | undefined => {
    for (let level = 0; level < levels.length; level++) {
      const label = tables[level]!.get(levels[level]!(text));
      if (label !== undefined) return label;
    }
    return undefined;
  };
  const inSentence = makeSentenceReader(labels);
  const valid = (label: string): ParsedAnswer => ({ type: 'valid', key: label, answer: label });
  return (reply) => {
    const direct = exactly(reply);
    if (direct !== undefined) return valid(direct);
    const bare = bareReply(reply);
    if (bare === '') return { type: 'invalid', reason: 'The reply is empty.' };
    const text = String(wrappedValue(bare) ?? bare);
    const found = exactly(text) ?? afterMarker(text, exactly) ?? inSentence(text);
    return found === undefined
      ? { type: 'invalid', reason: `The reply names none of the labels, or more than one: ${excerpt(text)}` }
      : valid(found);
  };
}

/** `... Answer: x`: what stands after the last such marker, when all markers agree. */
function afterMarker(text: string, exactly: (text: string) => string | undefined): string | undefined {
  const marker =
    /\b(?:answer|label|category|class|classification|option|choice|verdict)\b\**\s*(?:is|:|=)[ \t]*([^\n]+)/gi;
  const named = new Set([...text.matchAll(marker)].map((match) => exactly(match[1]!)));
  return named.size === 1 ? [...named][0] : undefined;
}

const negation =
  /(?:^|[^\p{L}])(?:not|no|non|never|neither|nor|cannot|without|isn|aren|wasn|weren|doesn|don|didn|can|won|hardly|rather than|instead of)(?:[^\p{L}]|$)/iu;

/** Exactly one label as a whole word, case aside; single letters and digits are too common in sentences to count. */
function makeSentenceReader(labels: readonly string[]): (text: string) => string | undefined {
  const words = labels
    .map((label) => ({ label, word: levels[2]!(label) }))
    .filter(({ word }) => /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(word))
    .sort((a, b) => b.word.length - a.word.length);
  if (words.length === 0) return () => undefined;
  const escaped = words.map(({ word }) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Longer labels stand first, so that `very positive` is not read as `positive`.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
  return (text) => {
    const plain = levels[2]!(text);
    const seen = new Set<string>();
    for (const match of plain.matchAll(pattern)) seen.add(match[0]);
    if (seen.size !== 1) return undefined;
    const [word] = seen;
    const same = words.filter((candidate) => candidate.word === word);
    return same.length === 1 && !negation.test(plain.slice(0, plain.search(pattern))) ? same[0]!.label : undefined;
  };
}
