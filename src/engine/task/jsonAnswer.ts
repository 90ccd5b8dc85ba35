// Reads a reply as JSON and takes it to a canonical key: sorted fields, one spelling of each number; by the fields' rules where the task names some.
// Text around the value and code fences are tolerated; two values, a missing field or broken JSON are invalid.
import { canonicalJson } from './canonicalJson';
import { fieldsKey, fieldValue, wantedPaths, type JsonField } from './jsonFields';
import { markNumbers } from './jsonNumbers';
import { bareReply, excerpt } from './replyText';
import type { ParsedAnswer } from './task';

export function parseJsonReply(reply: string, fields: readonly JsonField[]): ParsedAnswer {
  const source = soleJson(bareReply(reply));
  if (source === undefined) {
    return { type: 'invalid', reason: `The reply is not one JSON value: ${excerpt(bareReply(reply))}` };
  }
  try {
    const value: unknown = JSON.parse(source);
    const twice = nameGivenTwice(source);
    if (twice !== undefined)
      return { type: 'invalid', reason: `The reply gives ${twice} twice in one object: ${excerpt(source)}` };
    const exact: unknown = JSON.parse(markNumbers(source));
    const missing = wantedPaths(fields).filter((path) => fieldValue(value, path) === undefined);
    if (missing.length > 0)
      return { type: 'invalid', reason: `The reply lacks ${missing.join(', ')}: ${excerpt(source)}` };
    const key = fields.length === 0 ? canonicalJson(exact) : fieldsKey(exact, fields);
    return { type: 'valid', key, answer: compactJson(source) };
  } catch {
    return { type: 'invalid', reason: `The reply is not readable as JSON: ${excerpt(source)}` };
  }
}

/** A name that stands twice in one object, of which readers keep the first or the last. @param source valid JSON */
function nameGivenTwice(source: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, colon] of source.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const name = token.slice(0, -colon.length);
      const names = open.at(-1)!;
      const spelled = JSON.parse(name) as string;
      if (names.has(spelled)) return name;
      names.add(spelled);
    }
  }
  return undefined;
}

/** White space outside strings removed; digits and spelling stay as the model gave them. */
function compactJson(source: string): string {
  return source.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, text?: string) => text ?? '');
}

/** Each opening bracket outside a JSON value costs a scan of the rest. */
const bracketsTried = 100;

/** In front of a value that the model does not give as its answer. */
const unmeant =
  /(?<!\p{L})(?:not|never|isn['’]t|instead of|rather than|wrong|incorrect|invalid|for (?:example|instance)|e\.g\.|such as|something like|an? example|schema|template|nicht|zum beispiel|pas|par exemple|no|por ejemplo|не|например)[\s:,(`]*(?:json)?[\s:`]*$|(?:不是|例如|比如|例えば)[\s:：,(`]*$/iu;

const denied =
  /^[\s`)]*(?:is|was|are|would be|would have been)\s+(?:wrong|incorrect|not|an? (?:example|mistake|wrong))(?!\p{L})/iu;
const isUnmeant = (text: string, start: number, end: number) =>
  unmeant.test(text.slice(Math.max(0, start - 80), start)) || denied.test(text.slice(end, end + 80));

/** The text itself when it is JSON; else the only object or array inside it. */
function soleJson(text: string): string | undefined {
  if (isJson(text)) return text;
  let found: string | undefined;
  let tries = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '{' && text[at] !== '[') continue;
    if (++tries > bracketsTried) return undefined;
    const end = closingAt(text, at);
    if (end === undefined || !isJson(text.slice(at, end))) continue;
    if (found !== undefined || isUnmeant(text, at, end)) return undefined;
    found = text.slice(at, end);
    at = end - 1;
  }
  return found;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** End of the bracketed value that begins at `start`, brackets inside strings aside. */
function closingAt(text: string, start: number): number | undefined {
  let depth = 0;
  let isString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (isString) {
      if (character === '\\') at++;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}
