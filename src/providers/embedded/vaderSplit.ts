// Splits a text into VADER's words: parted by white space, single characters left out, a word's leading or trailing punctuation (not both)
// taken off where the package takes it off. Words are kept as places in the text and made into strings only when they are looked at.
import { addUnit, emptyWord, type WordFilter } from './wordFilter';

/** The runs of punctuation that come off a word. */
const removable = new Set([
  ...['.', '!', '?', ',', ';', ':', '-', "'", '"'],
  ...['!!', '!!!', '??', '???', '?!?', '!?!', '?!?!', '!?!?'],
]);

// Below 128: 0 part of a word, 1 ASCII punctuation, 2 white space.
const classOf = new Uint8Array(128);
for (let code = 33; code < 127; code++) if (!/[A-Za-z0-9]/.test(String.fromCharCode(code))) classOf[code] = 1;
for (const character of ' \t\n\v\f\r') classOf[character.charCodeAt(0)] = 2;

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return classOf[code]!;
  return code >= 0xa0 && /\s/.test(text[at]!) ? 2 : 0;
}

/** The words of the text that was read last. */
export class VaderWords {
  private text = '';
  private starts = new Int32Array(256);
  private ends = new Int32Array(256);
  private lists = new Uint8Array(256);
  count = 0;

  constructor(private readonly filter: WordFilter) {}

  read(text: string): void {
    this.text = text;
    this.count = 0;
    let start = 0;
    let marks = 0;
    for (let at = 0; at <= text.length; at++) {
      const kind = at === text.length ? 2 : classAt(text, at);
      if (kind === 1) marks++;
      if (kind !== 2) continue;
      if (at - start > 1) this.add(start, at, marks);
      start = at + 1;
      marks = 0;
    }
  }

  /** The word, or undefined beyond the first and last one. */
  at(word: number): string | undefined {
    if (word < 0 || word >= this.count) return undefined;
    return this.text.slice(this.starts[word], this.ends[word]);
  }

  /** Lists of the filter that the word, in lower case, may be in; all where it holds an apostrophe or other than ASCII. */
  listsOf(word: number): number {
    return word < 0 || word >= this.count ? 0 : this.lists[word]!;
  }

  /** First word that is exactly this one; -1: none. */
  indexOf(wanted: string): number {
    for (let word = 0; word < this.count; word++) {
      const start = this.starts[word]!;
      if (this.ends[word]! - start === wanted.length && this.text.startsWith(wanted, start)) return word;
    }
    return -1;
  }

  private listsBetween(from: number, to: number): number {
    let hash = emptyWord;
    for (let at = from; at < to; at++) {
      const code = this.text.charCodeAt(at);
      if (code > 127 || code === 39) return 255;
      hash = addUnit(hash, code >= 65 && code <= 90 ? code + 32 : code);
    }
    return this.filter(hash);
  }

  private add(start: number, end: number, marks: number): void {
    if (this.count === this.starts.length) {
      const [starts, ends] = [this.starts, this.ends];
      this.starts = new Int32Array(2 * starts.length);
      this.ends = new Int32Array(2 * ends.length);
      this.starts.set(starts);
      this.ends.set(ends);
      const { lists } = this;
      this.lists = new Uint8Array(2 * lists.length);
      this.lists.set(lists);
    }
    let [from, to] = [start, end];
    // One removable run at one end comes off when it is all the punctuation there is and more than one character is left.
    if (marks > 0 && marks <= 4 && end - start - marks > 1) {
      if (this.isRemovable(end - marks, end)) to = end - marks;
      else if (this.isRemovable(start, start + marks)) from = start + marks;
    }
    this.starts[this.count] = from;
    this.ends[this.count] = to;
    this.lists[this.count++] = this.listsBetween(from, to);
  }

  private isRemovable(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (classAt(this.text, at) !== 1) return false;
    return removable.has(this.text.slice(from, to));
  }
}
