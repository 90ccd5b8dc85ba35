// Why a text is not JSON, in the words of whoever wrote it: the mistakes that tools and people make most, each with its mend.

/** Looked for in the text without what its strings hold. */
const mistakes: readonly (readonly [pattern: RegExp, clause: string])[] = [
  [/^\s*```/, 'a code fence of Markdown stands around it; remove the lines with ```'],
  [/^\s*[{[]\s*$/, 'an object over several lines; write each on one line, or all of them in one array'],
  [/\ufeff/, 'a byte order mark stands inside the file; remove it'],
  [/\x1e/, 'a record separator stands in front of the value; remove it'],
  [
    /[[:,]\s*(?:NaN|nan|-?Infinity|-?inf)\b/,
    'NaN and Infinity are no JSON; write null (Python: allow_nan=False; pandas: to_json)',
  ],
  [/[[:,]\s*(?:None|True|False)\b|[[{:,]\s*'/, 'Python, not JSON; write it anew with json.dumps'],
  [/[[:,]\s*undefined\b|[{,]\s*[A-Za-z_$][\w$]*\s*:/, 'JavaScript, not JSON; write it anew with JSON.stringify'],
  [/\/\/|\/\*|^\s*#/m, 'comments are no JSON; remove them'],
  [/[}\]]\s*,\s*$/, 'lines of JSON need no comma between them; remove it, or put [ ] around all of them'],
  [/,\s*[}\]]/, 'a comma too many stands in front of a closing bracket; remove it'],
  [/[}\]]\r+[[{]/, 'its lines end in CR alone; save it with the line ends of Windows or Unix'],
  [
    /[}\]][^\S\n]*\n\s*[[{]/,
    'several values stand one below the other; write each on one line, or all of them in one array',
  ],
  [/[}\]]\s*[[{]/, 'several values stand on one line; put each on a line of its own'],
  [/[[:,]\s*[+-]?0[\dx]/i, 'a number begins with 0; write it without the zeros, or as a text'],
];

const strings = /"(?:[^"\\]|\\.)*"/gs;

/** @returns the clause of a sentence, with its mend; undefined where the mistake is none of those that are known. @param text no valid JSON */
export function whyNotJson(text: string): string | undefined {
  const head = text.slice(0, longestLookedAt);
  const bare = head.replace(strings, '""');
  const known = mistakes.find(([pattern]) => pattern.test(bare))?.[1];
  if (known !== undefined) return known;
  if (head.length === text.length && bare.replaceAll('""', '').includes('"'))
    return 'a text is never closed; a line break in it is written \\n, a quote \\", or the file is cut off';
  return [...head.matchAll(strings)].some(([string]) => /[\0-\x1f]/.test(string))
    ? 'a control character stands in a text; write it as \\t, \\n or \\u0001'
    : undefined;
}

/** Characters. */
const longestLookedAt = 1 << 16;
