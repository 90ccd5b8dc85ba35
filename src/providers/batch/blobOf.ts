/** Texts as one body of a request, encoded piece by piece: a batch of 200 MB is never one string, and is read from the blob as it is sent. */
export function blobOf(texts: Iterable<string>, type: string): Blob {
  const parts: Blob[] = [];
  let held: string[] = [];
  let length = 0;
  for (const text of texts) {
    held.push(text);
    length += text.length;
    if (length < pieceLength) continue;
    parts.push(new Blob(held));
    held = [];
    length = 0;
  }
  return new Blob([...parts, ...held], { type });
}

const pieceLength = 4 * 2 ** 20;
