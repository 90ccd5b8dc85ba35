// Cuts a prompt into the pieces that the layer behind the editor marks: placeholders, and the places that problems are about.

export type Mark = { readonly start: number; readonly end: number; readonly kind: 'placeholder' | 'error' | 'warning' };
export type Piece = { readonly text: string; readonly kinds: readonly Mark['kind'][] };

/** `{{...}}` as far as the eye is concerned; what counts as one is the host's to say. */
export function placeholderMarks(prompt: string): Mark[] {
  return [...prompt.matchAll(/\{\{[^{}]*\}\}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    kind: 'placeholder',
  }));
}

/** Pieces that join to the prompt again, each with the kinds that cover it. Marks outside of the prompt are clipped. */
export function markedPieces(prompt: string, marks: readonly Mark[]): Piece[] {
  const clip = (at: number) => Math.min(Math.max(at, 0), prompt.length);
  const cuts = new Set([0, prompt.length, ...marks.flatMap(({ start, end }) => [clip(start), clip(end)])]);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => {
    const start = places[index]!;
    const kinds = marks.filter((mark) => mark.start <= start && mark.end >= end).map(({ kind }) => kind);
    return { text: prompt.slice(start, end), kinds: [...new Set(kinds)] };
  });
}

/** What is being typed after `{{` right before the caret; undefined: no placeholder is open there. */
export function openPlaceholder(prompt: string, caret: number): { start: number; typed: string } | undefined {
  const match = /\{\{\s*([^{}\n]*)$/.exec(prompt.slice(0, caret));
  return match ? { start: match.index, typed: match[1]! } : undefined;
}

/** The prompt with the open placeholder before the caret replaced by a whole one; swallows `}}` that already stands there. */
export function completePlaceholder(
  prompt: string,
  caret: number,
  placeholder: string,
): { prompt: string; caret: number } {
  const open = openPlaceholder(prompt, caret);
  const start = open?.start ?? caret;
  const rest = open ? prompt.slice(caret).replace(/^[^{}\n]*\}\}?/, '') : prompt.slice(caret);
  return { prompt: prompt.slice(0, start) + placeholder + rest, caret: start + placeholder.length };
}
