// A table of docs/ladder.md, made from a table of fields in the code.
import type { EntryField } from '../../src/engine/options/modelSettings';
import type { Domain, RecordField } from '../../src/engine/options/option';

/**
 * The page with the rows of these fields in the place that it keeps for them.
 * @param place stands in a comment before the table, and in one behind it
 * @throws where the page has no such place
 */
export function withTable(page: string, place: string, fields: Readonly<Record<string, EntryField>>): string {
  const rows = [['field', 'takes', 'meaning'], ...Object.entries(fields).flatMap(rowsOf)];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const [head, ...body] = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`);
  const line = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const begin = `<!-- ${place}: written by test/media/modelSettings.script.ts from the table of the code -->`;
  const end = `<!-- end of ${place} -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`docs/ladder.md has no place for the table of ${place}`);
  return [before, begin, '\n\n', [head, line, ...body].join('\n'), '\n\n', end, after].join('');
}

function rowsOf([name, { domain, description }]: [string, EntryField]): string[][] {
  return [
    [`\`${name}\``, takes(domain), description],
    ...innerFields(domain).map(([inner, field]) => [`\`${name}.${inner}\``, takes(field.domain), field.description]),
  ];
}

/** Fields of the objects that a field takes. */
export function innerFields(domain: Domain): [name: string, field: RecordField][] {
  if (domain.kind === 'either') return domain.of.flatMap(innerFields);
  return domain.kind === 'record' ? Object.entries(domain.fields) : [];
}

/** The values of a domain in words. */
function takes(domain: Domain): string {
  switch (domain.kind) {
    case 'number':
    case 'whole': {
      const kind = domain.kind === 'whole' ? 'whole number' : 'number';
      const { least, most } = domain;
      if (least === undefined) return kind;
      return most === undefined
        ? `${kind} of at least ${String(least)}`
        : `${kind}, ${String(least)} to ${most.toLocaleString('en')}`;
    }
    case 'text':
      return 'text';
    case 'flag':
      return '`true` or `false`';
    case 'choice':
      return domain.values.map((value) => `\`"${value}"\``).join(', ');
    case 'list':
      return `list of ${takes(domain.of)}`;
    case 'either':
      return [...new Set(domain.of.map(takes))].join(', or ');
    case 'record':
      return 'an object, its fields below';
    case 'map':
      return domain.of === 'text' ? 'an object of texts' : 'an object';
  }
}
