// What of other template languages (Jinja, Handlebars, Mustache, ERB, Python, shell) stands in a prompt: only {{column}} is filled in here, so that anything
// else would reach the models as it stands, or as an empty field. Between double braces it is refused; elsewhere it may be meant, and is told.
import { nearestName } from '../nearestName';
import type { PromptProblem } from './promptProblem';

type Kind = { readonly pattern: RegExp; readonly what: string };

const statement: Kind = { pattern: /^(?:[#^/>!]|else\b)/, what: 'is a statement of another template language' };

/** Said of a column's nested values too, whose names are of every sort. */
const ofPaths: readonly Kind[] = [
  { pattern: /\|\s*[A-Za-z_]\w*\s*(?:[(:|].*)?$/s, what: 'applies a filter of another template language' },
  { pattern: /[\w\])]\(.*\)\s*$/s, what: 'calls a function, as another template language has it' },
  { pattern: /\[[^\]'"]*:[^\]]*\]\s*$/, what: 'takes a part, as another template language has it' },
];

const ofNames: readonly Kind[] = [
  ...ofPaths,
  {
    pattern: /\s(?:or|and|if|else|in|not|is)\s|\?\?|\|\||&&|[=!<>]=|\s[-+*/%~<>]\s|\?.+:/s,
    what: 'is an expression of another template language',
  },
  { pattern: /^(?:"[^"]*"|'[^']*')$/, what: 'is a text of another template language' },
  { pattern: /^[{&~$=@-]/, what: 'is written as another template language has it' },
];

/**
 * @param field what stands between double braces, where no column is called so
 * @param isPath it begins like a column and goes on into its nested values
 * @param columns of the dataset
 * @returns the sentence that refuses it; undefined where it may be a name
 */
export function expressionMessage(field: string, isPath: boolean, columns: readonly string[]): string | undefined {
  const kind = [statement, ...(isPath ? ofPaths : ofNames)].find(({ pattern }) => pattern.test(field));
  // A slip in a column's name, which may hold any sign.
  if (!kind || (kind !== statement && !isPath && nearestName(field, columns) !== undefined)) return undefined;
  const meant = columnIn(field, columns);
  const mend = meant === undefined ? 'Write \\{{ for literal braces.' : `Write {{${meant}}}.`;
  return `{{${field}}} ${kind.what}; only {{column}} is filled in. ${mend}`;
}

/** The first column that is named as a word of its own. */
function columnIn(expression: string, columns: readonly string[]): string | undefined {
  const places = columns
    .map((column) => ({ column, at: wordIn(expression, column) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.column.length - a.column.length);
  return places[0]?.column;
}

function wordIn(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + word.length] ?? ' '];
    if (!/[\p{L}\p{N}_]/u.test(before) && !/[\p{L}\p{N}_]/u.test(after)) return at;
  }
  return -1;
}

/** Jinja's and ERB's statements and comments, and `${...}`, whatever is in them. */
const statements = /\{%.*?%\}|\{#[^\n]*?#\}|<%.*?%>|\$\{[^{}\n]+\}/gs;

/** Ways in which other languages insert a value by its name: `{text}`, `{text:>10}`, `#{text}`, `%(text)s`, `[[text]]`, `$text`. */
const insertions: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?<![{$])#?\{\s*([^{}\n]+?)\s*\}(?!\})/g, what: 'in single braces ' },
  { pattern: /%\(([^()\n]+)\)[sdrif]/g, what: '' },
  { pattern: /\[\[\s*([^[\]\n]+?)\s*\]\]/g, what: '' },
  { pattern: /(?<![\w$])\$([\p{L}_][\p{L}\p{N}_]*)/gu, what: '' },
];

/** @param text literal text of the prompt @param template the whole of it, for the places */
export function literalWarnings(text: string, template: string, columns: readonly string[]): PromptProblem[] {
  const warn = (found: string, message: string): PromptProblem => {
    const start = template.indexOf(found);
    return { severity: 'warning', message, ...(start < 0 ? {} : { start, end: start + found.length }) };
  };
  const told = [...text.matchAll(statements)].map(([found]) =>
    warn(found, `${found.replace(/\s+/g, ' ')} is sent as it stands: only {{column}} is filled in.`),
  );
  for (const { pattern, what } of insertions)
    for (const [found, name] of text.matchAll(pattern)) {
      // `{text!r}`, `{text:>10}` and `{text.upper()}` are Python's.
      const column = [name!, name!.split(/[!:.[]/)[0]!].find((each) => columns.includes(each));
      if (column !== undefined)
        told.push(warn(found, `${found} ${what}is sent as it stands; write {{${column}}} to insert the column.`));
    }
  return told;
}
