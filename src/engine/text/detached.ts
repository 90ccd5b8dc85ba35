// A copy of a text that holds nothing else in memory.

/** V8 copies shorter pieces at once; of longer ones it keeps the text that they were cut from. */
const shortestSlice = 13;

/**
 * The same text, without the longer one that it may have been cut from: an answer of a line would keep the whole reply, thoughts and all, as long as the
 * answer itself is kept.
 */
export function detached(text: string): string {
  // V8 makes a new string of its own here, and halves of surrogate pairs come back as they were.
  return text.length < shortestSlice ? text : (JSON.parse(JSON.stringify(text)) as string);
}
