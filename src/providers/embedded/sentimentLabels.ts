// Finds out which of a job's labels mean positive, negative and neutral, so that a sentiment classifier can answer in the job's own words.
import type { Task } from '../../engine/task/task';

export type SentimentLabels = { readonly positive: string; readonly negative: string; readonly neutral?: string };

const words: Readonly<Record<keyof SentimentLabels, string>> = {
  positive:
    'positive pos good great favorable favourable happy satisfied like liked up plus + thumbs-up recommended yes-recommend 1 +1',
  negative:
    'negative neg bad poor unfavorable unfavourable unhappy dissatisfied dislike disliked down minus - thumbs-down not-recommended 0 -1',
  neutral: 'neutral mixed neither none other unclear unsure objective ambivalent 0',
};
const kinds = ['positive', 'negative', 'neutral'] as const;
const wordsOf = (kind: keyof SentimentLabels): ReadonlySet<string> => new Set(words[kind].split(' '));
const meanings = { positive: wordsOf('positive'), negative: wordsOf('negative'), neutral: wordsOf('neutral') };

/** The labels by meaning, or undefined when they are not two or three labels of sentiment. */
export function sentimentLabels(task: Task): SentimentLabels | undefined {
  if (task.type !== 'labels' || task.multiple || task.labels.length < 2 || task.labels.length > 3) return undefined;
  const { labels } = task;
  const matching = (kind: keyof SentimentLabels) => labels.filter((label) => means(label, kind));
  const [positive, ...morePositive] = matching('positive');
  if (positive === undefined || morePositive.length > 0) return undefined;
  const rest = labels.filter((label) => label !== positive);
  if (rest.length === 1) return means(rest[0]!, 'negative') ? { positive, negative: rest[0]! } : undefined;
  // `0` is negative beside 1, neutral between 1 and -1: the other label decides.
  for (const [negative, neutral] of [rest, [...rest].reverse()] as [string, string][]) {
    if (means(negative, 'negative') && means(neutral, 'neutral') && negative !== '0')
      return { positive, negative, neutral };
  }
  return undefined;
}

/** The label is one of the words, or exactly one of its words is (`Positive review`, `is_negative`), and no negation stands in it. */
function means(label: string, kind: keyof SentimentLabels): boolean {
  const plain = label.trim().toLowerCase();
  if (meanings[kind].has(plain.replace(/[\s_]+/g, '-'))) return true;
  const parts = plain.split(/[^\p{L}]+/u).filter((part) => part !== '');
  const known = parts.filter((part) => kinds.some((any) => meanings[any].has(part)));
  return known.length === 1 && meanings[kind].has(known[0]!) && !parts.some((part) => part === 'not' || part === 'non');
}
