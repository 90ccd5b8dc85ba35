// JSON with whole columns of numbers in it, each as base64 of its bytes (little-endian), in pieces: the files of a run over millions of rows have tens of
// megabytes, and who makes them at a stretch holds up whatever else the process does.

/** A multiple of 3, so that base64 can be put together from pieces; some tenths of a millisecond each. */
const pieceBytes = 3 << 16;

/** The text of a value as `JSON.stringify` gives it, but for its columns. What is undefined is left out. */
export function* jsonPieces(value: unknown): Generator<string, void, void> {
  if (ArrayBuffer.isView(value)) {
    yield '"';
    for (let at = 0; at < value.byteLength; at += pieceBytes)
      yield Buffer.from(value.buffer, value.byteOffset + at, Math.min(pieceBytes, value.byteLength - at)).toString(
        'base64',
      );
    yield '"';
  } else if (value === null || typeof value !== 'object' || Array.isArray(value)) yield JSON.stringify(value);
  else {
    let isFirst = true;
    for (const [key, of] of Object.entries(value)) {
      if (of === undefined) continue;
      yield `${isFirst ? '{' : ','}${JSON.stringify(key)}:`;
      isFirst = false;
      yield* jsonPieces(of);
    }
    yield isFirst ? '{}' : '}';
  }
}
