// Places inside valid JSON text, found without parsing it, so that numbers keep their digits and everything else keeps its bytes.
// Only for text that JSON.parse has accepted.

/** Where a value stands: [start, end) of the text. */
export type Span = { readonly start: number; readonly end: number };
export type Member = Span & { readonly key: string; readonly keyStart: number };

/** Members of the object that starts at `at` (blanks before it allowed); none for any other value. */
export function membersOf(text: string, at = 0): Member[] {
  const members: Member[] = [];
  let place = skipBlanks(text, at);
  if (text[place] !== '{') return members;
  place = skipBlanks(text, place + 1);
  while (text[place] !== '}') {
    const keyStart = place;
    const keyEnd = endOfString(text, place);
    const raw = text.slice(keyStart, keyEnd);
    const key = raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    members.push({ key, keyStart, start, end });
    place = skipBlanks(text, end);
    if (text[place] === ',') place = skipBlanks(text, place + 1);
  }
  return members;
}

/** Elements of the array that starts at `at`; none for any other value. */
export function elementsOf(text: string, at = 0): Span[] {
  const elements: Span[] = [];
  let place = skipBlanks(text, at);
  if (text[place] !== '[') return elements;
  place = skipBlanks(text, place + 1);
  while (text[place] !== ']') {
    const end = endOfValue(text, place);
    elements.push({ start: place, end });
    place = skipBlanks(text, end);
    if (text[place] === ',') place = skipBlanks(text, place + 1);
  }
  return elements;
}

/** A JSON value as a cell: the characters of a string, nothing for null, and the source text of all else. */
export function cellOfJson(raw: string): string | undefined {
  if (raw === 'null') return undefined;
  if (!raw.startsWith('"')) return raw;
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** Raw text of the value at a dotted path inside JSON text; a key that itself holds dots wins over its parts. */
export function jsonAt(text: string, path: string): string | undefined {
  const parts = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  return descend(text, parts);
}

function descend(text: string, parts: readonly string[]): string | undefined {
  if (parts.length === 0) return text.trim();
  const first = text[skipBlanks(text, 0)];
  if (first === '[') {
    const index = /^\d+$/.test(parts[0]!) ? Number(parts[0]) : -1;
    const element = elementsOf(text)[index];
    return element && descend(text.slice(element.start, element.end), parts.slice(1));
  }
  if (first !== '{') return undefined;
  const members = new Map(membersOf(text).map((member) => [member.key, member]));
  for (let taken = parts.length; taken > 0; taken--) {
    const member = members.get(parts.slice(0, taken).join('.'));
    const found = member && descend(text.slice(member.start, member.end), parts.slice(taken));
    if (found !== undefined) return found;
  }
  return undefined;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - backslashes - 1) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') {
    let at = start;
    while (at < text.length && !',]} \n\r\t'.includes(text[at]!)) at++;
    return at;
  }
  let depth = 0;
  for (let at = start; ;) {
    const character = text[at];
    if (character === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
    at++;
  }
}

/** Valid JSON text without the blanks between its tokens, so that it fits on a line. */
export function compactJson(text: string): string {
  if (!/[\n\r\t]|[:,{[] | [\]}]/.test(text)) return text;
  let compact = '';
  for (let at = 0; at < text.length;) {
    const character = text[at]!;
    const end = character === '"' ? endOfString(text, at) : at + 1;
    if (!' \n\r\t'.includes(character)) compact += text.slice(at, end);
    at = end;
  }
  return compact;
}
