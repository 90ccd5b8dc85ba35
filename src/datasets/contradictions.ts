// Recorded rows that share their text although a model answered them differently: what was asked was more than the text (a question about the
// same passage), or the model is noisy. Either way one row's answer is not the other's, so they must not be asked once for all.

/**
 * @param texts per row; unknown where empty.
 * @param outputs per model and row.
 * @returns per row 1 where a row with the same text was answered differently by one of the models.
 */
export function findContradictions(
  texts: readonly string[],
  outputs: readonly (readonly (string | undefined)[])[],
): Uint8Array {
  const firstOf = new Map<string, number>();
  const contradicted = new Set<string>();
  texts.forEach((text, row) => {
    const first = firstOf.get(text);
    if (first === undefined) firstOf.set(text, row);
    else if (outputs.some((output) => output[row] !== output[first])) contradicted.add(text);
  });
  return Uint8Array.from(texts, (text) => (text !== '' && contradicted.has(text) ? 1 : 0));
}
