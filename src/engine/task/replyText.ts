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

/** Digits of Arabic, Persian and Indic scripts as 0 to 9, the Arabic decimal and thousands separators as point and comma. */
export function plainDigits(text: string): string {
  if (!otherDigits.test(text)) return text;
  return [...text]
    .map((character) => {
      if (character === '\u066b') return '.';
      if (character === '\u066c') return ',';
      const code = character.codePointAt(0)!;
      const zero = zeros.find((first) => code >= first && code <= first + 9);
      return zero === undefined ? character : String(code - zero);
    })
    .join('');
}

const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const otherDigits = /[\u0660-\u0669\u066b\u066c\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/;

const endMarks =
  /(?:\s*(?:<\|(?:im_end|eot_id|eom_id|end|endoftext|end_of_text|return|user|im_start)\|>|<end_of_turn>|<eos>|<\/s>|<｜end▁of▁sentence｜>|\[\/INST\]))+\s*$/;

/** The next turn, which a model goes on with where its server does not stop it: no part of the answer. */
const nextTurn =
  /\s*(?:<\|im_end\|>\s*<\|im_start\|>|<\|eot_id\|>\s*<\|start_header_id\|>|<end_of_turn>\s*<start_of_turn>|<\/s>\s*\[INST\])[\s\S]*$/;

/** Without the marks by which a chat template ends an answer, where a server left them in. `<s>...</s>` is text struck out. */
export function withoutEndMarks(reply: string): string {
  if (/<(?:\|im_start|\|start_header_id|start_of_turn)|\[INST\]/.test(reply)) return reply.replace(nextTurn, '');
  if (!/[>\]]\s*$/.test(reply)) return reply;
  const found = endMarks.exec(reply.length > longestEnd ? reply.slice(-longestEnd) : reply);
  if (!found || (found[0].includes('</s>') && /<s[\s>]/i.test(reply))) return reply;
  return reply.slice(0, reply.length - found[0].length);
}

/** Characters. */
const longestEnd = 200;

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
