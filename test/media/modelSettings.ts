// The fields of a ladder's entry as package.json declares them for the setting smart.models, their English words in package.nls.json, and their table in
// docs/ladder.md: made from the tables of the code.
import { type EntryField, modelSettings, type ModelSettingTable } from '../../src/engine/options/modelSettings';
import { entryFields } from '../../src/providers/ladderEntry';
import { innerFields, withTable } from './fieldTable';
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

/** docs/ladder.md with the table of an entry's fields. */
export function withFieldTable(text: string, settings: ModelSettingTable = modelSettings): string {
  return withTable(text, 'fields', fieldsOf(settings));
}
