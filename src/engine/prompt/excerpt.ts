// A part of a long text in its place, so that a candidate reads less and costs less: its head and tail, or the passages most alike the prompt.
import { wordsOf } from '../task/sameText';

export type Excerpt =
  /** Characters kept of the beginning and of the end; at least one of them is more than 0. */
  | { readonly head: number; readonly tail: number }
  /** How many passages are kept, in their order. */
  | { readonly passages: number };

/** What stands for the text that is left out. */
const omission = ' [...] ';

/** A passage is a paragraph; longer ones are cut at ends of sentences into pieces of about so many characters. */
const passageCharacters = 400;

/**
 * @param asked the prompt's own words, which passages are compared with.
 * @returns the text itself where it is no longer than its excerpt would be.
 */
export function excerptOf(text: string, excerpt: Excerpt, asked: ReadonlySet<string>): string {
  if ('passages' in excerpt) return bestPassages(text, excerpt.passages, asked);
  const { head, tail } = excerpt;
  if (text.length <= head + tail + omission.length) return text;
  const start = text.slice(0, wholeCharacters(text, head));
  const end = tail === 0 ? '' : text.slice(wholeCharacters(text, text.length - tail));
  return `${start}${omission}${end}`.trim();
}

/** A place that does not part the two halves of a character beyond U+FFFF. */
function wholeCharacters(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** Passages that share the rarest words with the prompt; where none shares any, the first ones. */
function bestPassages(text: string, count: number, asked: ReadonlySet<string>): string {
  const passages = passagesOf(text);
  if (passages.length <= count) return text;
  const words = passages.map((passage) => new Set(wordsOf(passage)));
  const weightOf = (word: string) => Math.log(1 + passages.length / words.filter((own) => own.has(word)).length);
  const shared = [...asked].filter((word) => words.some((own) => own.has(word)));
  const weights = new Map(shared.map((word) => [word, weightOf(word)]));
  const scores = words.map((own) => shared.reduce((sum, word) => sum + (own.has(word) ? weights.get(word)! : 0), 0));
  const kept = scores
    .map((score, at) => ({ score, at }))
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, count)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  return kept
    .map((at, i) => (at === (i === 0 ? 0 : kept[i - 1]! + 1) ? passages[at]! : `${omission.trim()}\n${passages[at]!}`))
    .join('\n')
    .concat(kept.at(-1) === passages.length - 1 ? '' : `\n${omission.trim()}`);
}

function passagesOf(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .flatMap((paragraph) => (paragraph.length <= 1.5 * passageCharacters ? [paragraph] : piecesOf(paragraph)));
}

function piecesOf(paragraph: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of paragraph.split(/(?<=[.!?。！？\n])\s*/u)) {
    if (piece !== '' && piece.length + sentence.length > passageCharacters) {
      pieces.push(piece);
      piece = '';
    }
    piece += piece === '' ? sentence : ` ${sentence}`;
  }
  return [...pieces, piece].map((each) => each.trim()).filter((each) => each !== '');
}
