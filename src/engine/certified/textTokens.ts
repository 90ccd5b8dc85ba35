// A row's text as hashed features for the student: its words, numbers' shapes and signs, and each pair of neighbours. Letters of any script
// make words; scripts that put no spaces between words are cut into single characters, whose pairs still tell much.

/** Features are numbers below this; two that share a number are taken as one (hashing trick, Weinberger et al. 2009). */
export const tokenSlots = 1 << 16;
/** Features of a row at most: the first ones of a long text. */
export const mostTokens = 600;
/** A run of digits of this length or longer counts as its length, not its value: telephone numbers, ids. */
const longNumber = 4;

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** Hashes text after text; a feature that occurs twice in a text counts once. */
export class TokenHasher {
  readonly tokens = new Int32Array(mostTokens);
  private readonly seenIn = new Uint32Array(tokenSlots);
  private text = 0;

  /** Writes the text's features to `tokens`; returns how many. */
  hash(text: string): number {
    this.text++;
    let count = 0;
    let previous = 0;
    const { length } = text;
    for (let at = 0; at < length && count < mostTokens;) {
      let code = text.charCodeAt(at);
      if (code <= 0x20) {
        at++;
        continue;
      }
      let hashed = offset;
      const began = at;
      if (isDigit(code)) {
        do hashed = Math.imul(hashed ^ code, prime);
        while (isDigit((code = text.charCodeAt(++at))));
        if (at - began >= longNumber) hashed = Math.imul(offset ^ (at - began), prime) ^ 0x5bd1e995;
      } else if (isLetter(code)) {
        do hashed = Math.imul(hashed ^ (code < 0x80 ? code | 0x20 : code), prime);
        while (isLetter((code = text.charCodeAt(++at))));
      } else {
        hashed = Math.imul(hashed ^ code, prime);
        at++;
      }
      hashed = Math.imul(hashed ^ (hashed >>> 13), 0x5bd1e995);
      count = this.add(count, hashed);
      count = this.add(count, Math.imul(previous ^ (hashed << 7) ^ (hashed >>> 25), prime));
      previous = hashed;
    }
    return count;
  }

  /** @returns how many features there are then. @param count how many before; handed on, as a count shared with a closure is kept in memory. */
  private add(count: number, hashed: number): number {
    const slot = (hashed ^ (hashed >>> 15)) & (tokenSlots - 1);
    if (count === mostTokens || this.seenIn[slot] === this.text) return count;
    this.seenIn[slot] = this.text;
    this.tokens[count] = slot;
    return count + 1;
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters that words are made of; ideographs and kana stand alone. */
function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x27;
  return code >= 0xc0 && (code < 0x2000 || (code >= 0xac00 && code < 0xd800));
}
