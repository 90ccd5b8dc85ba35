// The fields of a provider as package.json declares them for the setting smart.providers, their English words in package.nls.json, and their table in
// docs/ladder.md: made from the table of the code.
import { modelSettings } from '../../src/engine/options/modelSettings';
import { entryFields } from '../../src/providers/ladderEntry';
import { localServers, presetNames, presets } from '../../src/providers/presets';
import { type ProviderField, providerFields } from '../../src/providers/providerEntry';
import { providerKinds } from '../../src/providers/registry';
import { withTable } from './fieldTable';
import { typeOf } from './optionSettings';

type Fields = Readonly<Record<string, ProviderField>>;
type Property = Readonly<Record<string, unknown>>;
type Entry = { properties: Record<string, Property> };
type Manifest = { contributes: { configuration: { properties: { 'smart.providers': { additionalProperties: Entry } } } } };

const ofModels: Readonly<Record<string, { readonly description: string }>> = { ...entryFields, ...modelSettings };

/** The key of a field's words: those of a model's field where they are the same. */
function wordsKey(name: string, { description }: ProviderField): string {
  return `${ofModels[name]?.description === description ? 'model' : 'provider'}.${name}`;
}

/** Local servers have a field of their own, and who is asked without an address needs no entry. */
function isOffered(type: string): boolean {
  if ((localServers as readonly string[]).includes(type)) return false;
  const preset = presetNames.find((name) => name === type);
  return preset === undefined || providerKinds[presets[preset].type].isRemote;
}

/** package.json, whose setting smart.providers takes what a ladder's entry of a provider takes, but for keys. */
export function withProviderSettings(text: string, fields: Fields = providerFields): string {
  const manifest = JSON.parse(text) as Manifest;
  const entry = manifest.contributes.configuration.properties['smart.providers'].additionalProperties;
  entry.properties = Object.fromEntries(inSettings(fields).map(([name, field]) => [name, propertyOf(name, field)]));
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function inSettings(fields: Fields): [string, ProviderField][] {
  return Object.entries(fields).filter(([, { isOfFiles }]) => isOfFiles !== true);
}

function propertyOf(name: string, field: ProviderField): Property {
  const key = wordsKey(name, field);
  const { domain, pattern } = field;
  return {
    ...typeOf(
      name === 'type' && domain.kind === 'choice' ? { ...domain, values: domain.values.filter(isOffered) } : domain,
    ),
    ...(pattern && { pattern: pattern.regex, patternErrorMessage: `%${key}.pattern%` }),
    description: `%${key}%`,
  };
}

/** package.nls.json with the words of these fields; keys that it has keep their place. */
export function withWordsOfProviders(text: string, fields: Fields = providerFields): string {
  const words = inSettings(fields).flatMap(([name, field]) => {
    const key = wordsKey(name, field);
    return [[key, field.description], ...(field.pattern ? [[`${key}.pattern`, field.pattern.problem]] : [])];
  });
  const now = JSON.parse(text) as object;
  return `${JSON.stringify({ ...now, ...Object.fromEntries(words) }, undefined, 2)}\n`;
}

/** docs/ladder.md with the table of a provider's fields. */
export function withProviderTable(text: string, fields: Fields = providerFields): string {
  return withTable(text, 'fields of providers', fields);
}
