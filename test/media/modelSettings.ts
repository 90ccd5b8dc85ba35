// The fields of a ladder's entry as package.json declares them for the setting smart.models, their English words in package.nls.json, and their table in
// docs/ladder.md: made from the tables of the code.
import { type EntryField, modelSettings, type ModelSettingTable } from '../../src/engine/options/modelSettings';
import type { Domain, RecordField } from '../../src/engine/options/option';
import { entryFields } from '../../src/providers/ladderEntry';
import { typeOf } from './optionSettings';

type Field = EntryField & { readonly isRequired?: true };
const fieldsOf = (settings: ModelSettingTable): Readonly<Record<string, Field>> => ({ ...entryFields, ...settings });

type Items = { required: string[]; properties: Record<string, unknown> };
type Manifest = { contributes: { configuration: { properties: { 'smart.models': { items: Items } } } } };

/** package.json, whose setting smart.models takes what a ladder's entry takes. */
export function withModelSettings(text: string, settings: ModelSettingTable = modelSettings): string {
  const manifest = JSON.parse(text) as Manifest;
  const { items } = manifest.contributes.configuration.properties['smart.models'];
  const fields = Object.entries(fieldsOf(settings));
  items.required = fields.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  items.properties = Object.fromEntries(
    fields.map(([name, { domain }]) => [
      name,
      { ...typeOf(domain, (inner) => `%${name}.${inner}%`), description: `%model.${name}%` },
    ]),
  );
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** Key of package.nls.json -> English words of an entry's fields, and of the fields of their objects. */
export function wordsOfFields(settings: ModelSettingTable = modelSettings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(settings)).flatMap(([name, { domain, description }]) => [
      [`model.${name}`, description],
      ...innerFields(domain).map(([inner, field]) => [`${name}.${inner}`, field.description]),
    ]),
  );
}

/** package.nls.json with these words; keys that it has keep their place. */
export function withWordsOfFields(text: string): string {
  return `${JSON.stringify({ ...(JSON.parse(text) as object), ...wordsOfFields() }, undefined, 2)}\n`;
}

const [begin, end] = [
  '<!-- fields: written by test/media/modelSettings.script.ts from the table of the code -->',
  '<!-- end of fields -->',
];

/** docs/ladder.md with the table of an entry's fields. */
export function withFieldTable(text: string, settings: ModelSettingTable = modelSettings): string {
  const rows = [['field', 'takes', 'meaning'], ...Object.entries(fieldsOf(settings)).flatMap(rowsOf)];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const [head, ...body] = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`);
  const line = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error('docs/ladder.md has no place for the table of fields');
  return [before, begin, '\n\n', [head, line, ...body].join('\n'), '\n\n', end, after].join('');
}

function rowsOf([name, { domain, description }]: [string, Field]): string[][] {
  return [
    [`\`${name}\``, takes(domain), description],
    ...innerFields(domain).map(([inner, field]) => [`\`${name}.${inner}\``, takes(field.domain), field.description]),
  ];
}

/** Fields of the objects that a field takes. */
function innerFields(domain: Domain): [name: string, field: RecordField][] {
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
