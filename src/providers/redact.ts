// Takes known keys out of any text that a person, a log or a report may see. Pure; it knows nothing of where keys come from.

const mark = '[key removed]';

/** Shorter strings are not keys, and replacing them would garble ordinary text. */
const shortestKey = 8;

/** The text without any of the keys, nor their URL- or base64-encoded forms. */
export function redact(text: string, keys: Iterable<string | undefined>): string {
  let result = text;
  for (const key of keys) {
    if (key === undefined || key.length < shortestKey) continue;
    for (const form of formsOf(key)) result = result.split(form).join(mark);
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
