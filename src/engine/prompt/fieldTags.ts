// Delimits a row's values so that their text cannot pose as instruction: each value stands in a tag of its field's name, and whatever in the
// values looks like one of these tags is broken by a backslash after its `<`. `parseContent` inverts `formatContent` exactly.

/** Tag names for fields, in order: letters, digits, `_`, `-`, `.` of the name; unique. */
export function tagNames(fields: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return fields.map((field) => {
    let base = field.replace(/[^\p{L}\p{N}_.-]+/gu, '_').replace(/^_+|_+$/g, '');
    if (!/^[\p{L}_]/u.test(base)) base = `field_${base}`.replace(/_$/, '');
    let tag = base;
    for (let number = 2; used.has(tag.toLowerCase()); number++) tag = `${base}_${String(number)}`;
    used.add(tag.toLowerCase());
    return tag;
  });
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `<`, backslashes, then what would read as an opening or closing tag of one of the names. */
function tagPattern(tags: readonly string[], prefix: string): RegExp {
  return new RegExp(`<${prefix}(?=[\\s/]*(?:${tags.map(escapeRegExp).join('|')})(?![\\p{L}\\p{N}_.-]))`, 'giu');
}

/** Breaks whatever looks like one of the tags. */
export function makeTagEscaper(tags: readonly string[]): (text: string) => string {
  const pattern = tagPattern(tags, '(?<!\\\\)(\\\\*)');
  return (text) => (text.includes('<') ? text.replace(pattern, '<$1\\') : text);
}

/** Writes one row: `<tag>value</tag>` per field, one after the other on lines. Values must have been escaped. */
export function formatContent(tags: readonly string[], escaped: readonly string[]): string {
  let content = '';
  for (let i = 0; i < tags.length; i++) {
    content += `${i === 0 ? '' : '\n'}<${tags[i]!}>${escaped[i]!}</${tags[i]!}>`;
  }
  return content;
}

/** The values inside a delimited content, in order; the whole text as one value where nothing is delimited. */
export function parseContent(content: string): readonly string[] {
  const tags: string[] = [];
  const values: string[] = [];
  let at = 0;
  while (at < content.length) {
    const close = content.startsWith('<', at) ? content.indexOf('>', at) : -1;
    const tag = close < 0 ? '' : content.slice(at + 1, close);
    const end = /^[^<>\s/\\]+$/.test(tag) ? content.indexOf(`</${tag}>`, close) : -1;
    if (end < 0) return [content];
    tags.push(tag);
    values.push(content.slice(close + 1, end));
    at = end + tag.length + 3;
    if (content[at] === '\n') at++;
  }
  if (tags.length === 0 || !content.includes('<\\')) return tags.length === 0 ? [content] : values;
  const pattern = tagPattern(tags, '(?<!\\\\)\\\\(\\\\*)');
  return values.map((value) => value.replace(pattern, '<$1'));
}
