// The settings that options have, as package.json declares them: made from the table of options, so that ranges, defaults and scopes are those
// of the code.
import type { Domain, Option, OptionTable } from '../../src/engine/options/option';

export type SettingProperty = Readonly<Record<string, unknown>>;

/** @returns setting -> its declaration, without its order and the words of a choice's values. */
export function optionSettings(options: OptionTable): Record<string, SettingProperty> {
  return Object.fromEntries(
    Object.values(options).flatMap((option) =>
      option.setting === undefined ? [] : [[`smart.${option.setting.name}`, propertyOf(option, option.setting)]],
    ),
  );
}

function propertyOf(option: Option, setting: NonNullable<Option['setting']>): SettingProperty {
  const { type, ...limits } = typeOf(option.domain);
  const isEmptyAllowed = setting.none === '';
  const { minLength, ...others } = limits;
  return {
    type: setting.none === null ? [type, 'null'] : type,
    ...others,
    ...(minLength !== undefined && !isEmptyAllowed && { minLength }),
    default: setting.default ?? option.default ?? setting.none,
    ...(setting.isMachine === true && { scope: 'machine' }),
    markdownDescription: `%setting.${setting.name}%`,
  };
}

/** As JSON schema, which VS Code reads. @param wordsOf what is said of a field of an object */
export function typeOf(
  domain: Domain,
  wordsOf = (_field: string, description: string) => description,
): { readonly type?: string; readonly [keyword: string]: unknown } {
  switch (domain.kind) {
    case 'number': {
      const { moreThan, least, lessThan, most } = domain;
      return {
        type: 'number',
        ...(moreThan !== undefined && { exclusiveMinimum: moreThan }),
        ...(least !== undefined && { minimum: least }),
        ...(lessThan !== undefined && { exclusiveMaximum: lessThan }),
        ...(most !== undefined && { maximum: most }),
      };
    }
    case 'whole':
      return { type: 'integer', minimum: domain.least, maximum: domain.most ?? Number.MAX_SAFE_INTEGER };
    case 'text':
      return { type: 'string', minLength: 1 };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: domain.values };
    case 'list':
      return {
        type: 'array',
        items: typeOf(domain.of, wordsOf),
        ...(domain.least !== undefined && { minItems: domain.least }),
      };
    case 'either':
      return { anyOf: domain.of.map((one) => typeOf(one, wordsOf)) };
    case 'record': {
      const fields = Object.entries(domain.fields);
      const required = fields.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
      return {
        type: 'object',
        ...(required.length > 0 && { required }),
        additionalProperties: false,
        properties: Object.fromEntries(
          fields.map(([name, { domain: of, description }]) => [
            name,
            { ...typeOf(of, wordsOf), description: wordsOf(name, description) },
          ]),
        ),
      };
    }
    case 'map':
      return { type: 'object', ...(domain.of === 'text' && { additionalProperties: { type: 'string' } }) };
  }
}

type Manifest = { contributes: { configuration: { properties: Record<string, SettingProperty> } } };

/** package.json with the settings of the options as the table has them; new ones come last. */
export function withOptionSettings(text: string, options: OptionTable): string {
  const manifest = JSON.parse(text) as Manifest;
  const { properties } = manifest.contributes.configuration;
  const orders = Object.values(properties).map(({ order }) => Number(order));
  let last = Math.max(...orders);
  for (const [name, property] of Object.entries(optionSettings(options))) {
    const { order = ++last, enumDescriptions } = properties[name] ?? {};
    const { markdownDescription, ...rest } = property;
    properties[name] = {
      ...inOrderOf(properties[name] ?? {}, { ...rest, ...(enumDescriptions !== undefined && { enumDescriptions }) }),
      markdownDescription,
      order,
    };
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The keys as they stood, so that a rewrite shows only what changed. */
function inOrderOf(before: SettingProperty, now: SettingProperty): SettingProperty {
  const names = [...Object.keys(before).filter((name) => name in now), ...Object.keys(now)];
  return Object.fromEntries([...new Set(names)].map((name) => [name, now[name]]));
}
