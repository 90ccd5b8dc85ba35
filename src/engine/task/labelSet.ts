// Reads a reply as any number of the job's labels, compared as a set. Every part of the reply must be a label as a single reply would be
// (labels.ts, its first rule): one part that is none, or a sentence around them, makes the reply invalid. In this order:
//   1. a JSON list, alone or as the only field of an object: ["billing", "refund"], {"labels": []};
//   2. one label, or labels at commas, semicolons, line breaks, bullets, `and`, behind an optional `Labels:`;
//   3. a word for none of them, where no label is that word.
import { makeExactReader } from './labels';
import { bareReply, excerpt, isOtherName } from './replyText';
import type { ParsedAnswer } from './task';

const nothing =
  /^[\s("'`*[]*(?:none|no labels?|no categor(?:y|ies)|nothing|n\/a|none (?:of (?:them|these|the (?:above|labels)))|none apply|none applies|empty|keine?s?|ningun[oa]|aucune?|nessun[oa]|nenhum[ao]?|нет|无|無|没有|なし|없음)[\s)"'`*\].!]*$/i;
const marker =
  /^[\s*_#>]*(?:the\s+|my\s+|final\s+){0,2}(?:labels?|answers?|tags?|categor(?:y|ies)|class(?:es)?|topics?)[\s*_]*(?:is|are|:|=)[\s*_]*/i;
const bullet = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])\s+/;

/** Longer replies are no list of labels. Characters beyond the labels' own. */
const longestRest = 400;

export function makeLabelSetReader(labels: readonly string[]): (reply: string) => ParsedAnswer {
  const exactly = makeExactReader(labels);
  const place = new Map(labels.map((label, i) => [label, i]));
  const longest = labels.reduce((sum, label) => sum + label.length + 20, longestRest);
  // A label that holds a separator is not to be cut at it.
  const splitters = [/[,，、،]/, /[;；]/, /\n/, /\|/, /,?\s+and\s+/i, /\s+&\s+/].filter(
    (splitter) => !labels.some((label) => splitter.test(label)),
  );

  const asSet = (parts: readonly string[]): readonly string[] | undefined => {
    const found = parts.map(exactly);
    if (found.some((label) => label === undefined)) return undefined;
    return [...new Set(found as string[])].sort((a, b) => place.get(a)! - place.get(b)!);
  };
  const inText = (text: string): readonly string[] | undefined => {
    const listed = text.replace(marker, '');
    const alone = asSet([listed]);
    if (alone !== undefined) return alone;
    let parts = [listed];
    for (const splitter of splitters) parts = parts.flatMap((part) => part.split(splitter));
    parts = parts.map((part) => part.replace(bullet, '').trim()).filter((part) => part !== '');
    return parts.length === 0 ? undefined : (asSet(parts) ?? (nothing.test(listed) ? [] : undefined));
  };
  return (reply) => {
    const bare = bareReply(reply);
    if (bare === '') return { type: 'invalid', reason: 'The reply is empty.' };
    const list = jsonList(bare);
    const text = typeof list === 'string' ? list : bare;
    const found = Array.isArray(list) ? asSet(list as string[]) : text.length > longest ? undefined : inText(text);
    if (found === undefined) {
      return { type: 'invalid', reason: `The reply is not a list of the labels: ${excerpt(bare)}` };
    }
    return { type: 'valid', key: JSON.stringify(found), answer: labelSetText(found) };
  };
}

/** As delivered: `billing, refund`; as a JSON list where a label holds a comma, and `[]` for none: an empty cell would look unanswered. */
function labelSetText(labels: readonly string[]): string {
  return labels.length === 0 || labels.some((label) => label.includes(','))
    ? JSON.stringify(labels)
    : labels.join(', ');
}

/** The texts of a JSON list, or a text, alone or as the only field of an object; undefined where the reply is none. */
function jsonList(text: string): readonly string[] | string | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const fields = Object.entries(value) as [string, unknown][];
    value = fields.length === 1 && !isOtherName(fields[0]![0]) ? fields[0]![1] : undefined;
  }
  if (value === null) return [];
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((item): item is string => typeof item === 'string') ? value : undefined;
}
