// Splits a text into VADER's words: parted by white space, single characters left out, a word's leading or trailing punctuation (not both)
// taken off where the package takes it off.

/** The runs of punctuation that come off a word. */
const removable = new Set([
  '.',
  '!',
  '?',
  ',',
  ';',
  ':',
  '-',
  "'",
  '"',
  '!!',
  '!!!',
  '??',
  '???',
  '?!?',
  '!?!',
  '?!?!',
  '!?!?',
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

export function splitWords(text: string): string[] {
  const words: string[] = [];
  let start = 0;
  let marks = 0;
  for (let at = 0; at <= text.length; at++) {
    const kind = at === text.length ? 2 : classAt(text, at);
    if (kind === 1) marks++;
    if (kind !== 2) continue;
    if (at - start > 1) words.push(marks === 0 ? text.slice(start, at) : withoutMarks(text, start, at, marks));
    start = at + 1;
    marks = 0;
  }
  return words;
}

/** The word without its punctuation when that is one removable run at one end and more than one character is left. */
function withoutMarks(text: string, start: number, end: number, marks: number): string {
  if (marks <= 4 && end - start - marks > 1) {
    if (runLength(text, end - marks, end) === marks && removable.has(text.slice(end - marks, end))) {
      return text.slice(start, end - marks);
    }
    if (runLength(text, start, start + marks) === marks && removable.has(text.slice(start, start + marks))) {
      return text.slice(start + marks, end);
    }
  }
  return text.slice(start, end);
}

function runLength(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && classAt(text, at) === 1) at++;
  return at - from;
}
