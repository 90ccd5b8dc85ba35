// Where two texts differ, word by word: the longest common subsequence of their words stays, all else is marked. A word is a run of letters and digits, one
// character of a script written without spaces, or one other sign.

export type Piece = { readonly text: string; readonly isDifferent: boolean };

/** Comparisons of words that one call may take; beyond, all between the common beginning and end counts as different. */
const mostComparisons = 1_000_000;

const wordPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}_](?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{M}\p{N}_])*|[^\s]/gu;

type Word = { readonly text: string; readonly start: number; readonly end: number };

/** The pieces of each text, in order; joined they are the text. Blanks between words that are marked are marked too. */
export function wordDiff(left: string, right: string): { readonly left: Piece[]; readonly right: Piece[] } {
  const [a, b] = [wordsOf(left), wordsOf(right)];
  const { inLeft, inRight } = common(a, b);
  return { left: piecesOf(left, a, inLeft), right: piecesOf(right, b, inRight) };
}

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(wordPattern), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
}

/** Per word whether it is in the common subsequence. */
function common(a: readonly Word[], b: readonly Word[]): { inLeft: boolean[]; inRight: boolean[] } {
  const inLeft = new Array<boolean>(a.length).fill(false);
  const inRight = new Array<boolean>(b.length).fill(false);
  const keep = (i: number, j: number) => {
    inLeft[i] = true;
    inRight[j] = true;
  };
  let start = 0;
  while (start < a.length && start < b.length && a[start]!.text === b[start]!.text) keep(start, start++);
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1]!.text === b[endB - 1]!.text) keep(--endA, --endB);
  const [rows, columns] = [endA - start, endB - start];
  if (rows * columns > mostComparisons) return { inLeft, inRight };
  // Length of the longest common subsequence of what is left from each place on.
  const width = columns + 1;
  const lengths = new Int32Array((rows + 1) * width);
  const isSame = (i: number, j: number) => a[start + i]!.text === b[start + j]!.text;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--)
      lengths[i * width + j] = isSame(i, j)
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (isSame(i, j)) keep(start + i++, start + j++);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return { inLeft, inRight };
}

function piecesOf(text: string, words: readonly Word[], isCommon: readonly boolean[]): Piece[] {
  const pieces: { text: string; isDifferent: boolean }[] = [];
  const add = (part: string, isDifferent: boolean) => {
    const last = pieces.at(-1);
    if (part === '') return;
    if (last?.isDifferent === isDifferent) last.text += part;
    else pieces.push({ text: part, isDifferent });
  };
  let end = 0;
  words.forEach((word, index) => {
    const isDifferent = !isCommon[index]!;
    add(text.slice(end, word.start), isDifferent && index > 0 && !isCommon[index - 1]!);
    add(word.text, isDifferent);
    end = word.end;
  });
  add(text.slice(end), false);
  return pieces;
}
