// Reads a prompt with {{column}} placeholders into literal text and references. A backslash before `{{` makes it literal (`\{{`), two make
// one backslash before a placeholder. Lone `}}` is literal, since prompts that show JSON end so. Does not resolve columns (resolveField.ts).
import type { PromptProblem } from './promptProblem';

export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'reference';
      /** What stands between the braces, trimmed. */
      readonly name: string;
      readonly start: number;
      readonly end: number;
    };

export type ParsedTemplate = { readonly parts: readonly TemplatePart[]; readonly problems: readonly PromptProblem[] };

export function parseTemplate(prompt: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  const problems: PromptProblem[] = [];
  let literal = '';
  let at = 0;
  const flush = () => {
    if (literal !== '') parts.push({ type: 'text', text: literal });
    literal = '';
  };
  for (;;) {
    const start = prompt.indexOf('{{', at);
    if (start < 0) break;
    const backslashes = backslashesBefore(prompt, start, at);
    literal += prompt.slice(at, start - backslashes) + '\\'.repeat(backslashes >> 1);
    at = start + 2;
    if (backslashes % 2 === 1) {
      literal += '{{';
      continue;
    }
    const end = closingOf(prompt, at);
    if (end === undefined) {
      problems.push({
        severity: 'error',
        message: 'This {{ is never closed by }}. Close it, or write \\{{ for literal braces.',
        start,
        end: Math.min(start + 2, prompt.length),
      });
      literal += '{{';
      continue;
    }
    const name = prompt.slice(at, end).trim();
    at = end + 2;
    if (name === '') {
      problems.push({
        severity: 'error',
        message: 'Empty braces {{}}: write the name of a column between them, or \\{{ for literal braces.',
        start,
        end: at,
      });
      continue;
    }
    flush();
    parts.push({ type: 'reference', name, start, end: at });
  }
  literal += prompt.slice(at);
  flush();
  return { parts, problems };
}

/** How many backslashes end at a place; counted backwards, since a pattern would try each of a long row of them as the first. */
function backslashesBefore(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && text[start - 1] === '\\') start--;
  return end - start;
}

/** Where the `}}` of a placeholder begins; undefined when a line end or another `{{` comes first. */
function closingOf(prompt: string, from: number): number | undefined {
  const close = prompt.indexOf('}}', from);
  if (close < 0) return undefined;
  const inside = prompt.slice(from, close);
  return inside.includes('{{') || inside.includes('\n') ? undefined : close;
}
