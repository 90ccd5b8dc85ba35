// Takes known keys out of any text that a user, a log or a report may see. Pure; it knows nothing of where keys come from.

const mark = '[key removed]';

/** Shorter strings are not keys, and replacing them would garble ordinary text. */
const shortestKey = 8;

/** Shorter pieces of a key are left: what all keys of a vendor begin with (`sk-ant-api03-`) gives nothing away. */
const shortestPiece = 16;
/** A piece of `shortestPiece` characters holds at least one whole block. */
const blockLength = shortestPiece / 2;

/** The text without any of the keys, their URL- or base64-encoded forms, nor longer pieces of them. */
export function redact(text: string, keys: Iterable<string | undefined>): string {
  let result = text;
  for (const key of keys) {
    if (key === undefined || key.length < shortestKey) continue;
    for (const form of formsOf(key)) result = result.split(form).join(mark);
    result = withoutPieces(result, key);
  }
  return result;
}

function withoutPieces(text: string, key: string): string {
  let result = text;
  for (let block = 0; block + blockLength <= key.length; block += blockLength) {
    const wanted = key.slice(block, block + blockLength);
    for (let at = result.indexOf(wanted); at >= 0; at = result.indexOf(wanted, at + 1)) {
      let before = 0;
      while (before < Math.min(block, at) && result[at - before - 1] === key[block - before - 1]) before++;
      let after = blockLength;
      while (block + after < key.length && result[at + after] === key[block + after]) after++;
      if (before + after >= shortestPiece) result = result.slice(0, at - before) + mark + result.slice(at + after);
    }
  }
  return result;
}

function formsOf(key: string): string[] {
  const forms = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1), btoaUtf8(key).replace(/=+$/, '')];
  return [...new Set(forms)];
}

function btoaUtf8(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
