// Takes an answer down to what the model means by it: code fences and a wrapping JSON object (of structured outputs) removed.

/** Without an enclosing code fence. */
export function bareReply(reply: string): string {
  const answer = reply.trim();
  if (answer.length < 6 || !answer.startsWith('```') || !answer.endsWith('```')) return answer;
  const inside = answer.slice(3, -3);
  if (inside.includes('```')) return answer;
  // Behind the opening fence the name of a language may stand; what follows it on the line is the answer's.
  return inside.replace(/^[\w-]*/, '').trim();
}

/** Names under which a reply gives something else than the answer. */
const otherName =
  /^(?:not?|isnt|is_not|wrong|incorrect|excluded?|rejected|input|text|message|question|prompt|examples?|reason(?:ing)?|rationale|explanation|thoughts?|thinking|confidence|certainty|probability|id|index|row|error|del|s|strike)$|^(?:not|non|no|wrong|incorrect|rejected|excluded|possible|all|previous|old|other|second|alternative|user|example)[_ -]/i;
export const isOtherName = (name: string): boolean => otherName.test(name);
const answerName = /^(?:label|answer|value|result)(?:[_ -]?\d+)?$/i;

/**
 * The value of a JSON reply `"x"`, `["x"]` or `{"label": "x"}` (any single field, or `label` / `answer` among several), or of one element
 * `<label>x</label>`; undefined: not such a reply, or one that gives two such values, or another thing (`{"confidence": 3}`).
 */
export function wrappedValue(reply: string): string | number | boolean | undefined {
  const element = /^<([a-z_]{1,20})>([^<>]*)<\/\1>$/i.exec(reply);
  if (element) return isOtherName(element[1]!) ? undefined : element[2]!;
  if (!/^["[{]/.test(reply)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(reply);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) value = value.length === 1 ? (value[0] as unknown) : undefined;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value) as [string, unknown][];
    const named = fields.filter(([name]) => answerName.test(name));
    // Of a name that stands twice, the parser keeps the last alone.
    const times = [...reply.matchAll(/"(?:label|answer|value|result)"\s*:/gi)].length;
    const [only] = named.length > 0 ? named : fields;
    const isOne = (named.length > 0 ? named : fields).length === 1 && times <= 1;
    value = isOne && !isOtherName(only![0]) ? only![1] : undefined;
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as string | number | boolean) : undefined;
}

/** The beginning of a reply, quoted, for a reason that people read. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

/** Without leading characters of `opening` and trailing ones of `closing`; linear, where a regular expression would be quadratic. */
export function trimOf(text: string, opening: ReadonlySet<string>, closing: ReadonlySet<string>): string {
  let start = 0;
  let end = text.length;
  while (start < end && opening.has(text[start]!)) start++;
  while (end > start && closing.has(text[end - 1]!)) end--;
  return text.slice(start, end);
}
