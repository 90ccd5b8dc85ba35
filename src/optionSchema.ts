// The values of an option as a zod schema: job files, ladders, settings, the panel's drafts and manifests are checked by what the tables of options
// (engine/options) say.
import { z } from 'zod';
import type { Domain, Option, OptionTable, RecordField } from './engine/options/option';

export function schemaOf(domain: Domain): z.ZodType {
  switch (domain.kind) {
    case 'number': {
      let schema = z.number();
      if (domain.moreThan !== undefined) schema = schema.gt(domain.moreThan);
      if (domain.least !== undefined) schema = schema.min(domain.least);
      if (domain.lessThan !== undefined) schema = schema.lt(domain.lessThan);
      return domain.most === undefined ? schema : schema.max(domain.most);
    }
    case 'whole': {
      const schema = z.int().min(domain.least);
      return domain.most === undefined ? schema : schema.max(domain.most);
    }
    case 'text':
      return domain.isTrimmed ? z.string().trim().min(1) : z.string().min(1);
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(domain.values as [string, ...string[]]);
    case 'list': {
      const schema = z.array(schemaOf(domain.of));
      return domain.least === undefined ? schema : schema.min(domain.least);
    }
    case 'either':
      return z.union(domain.of.map(schemaOf) as [z.ZodType, z.ZodType]);
    case 'record':
      return z.strictObject(
        Object.fromEntries(
          Object.entries(domain.fields).map(([name, field]) => [name, fieldSchema(field).describe(field.description)]),
        ),
      );
    case 'map':
      return z.record(z.string(), domain.of === 'text' ? z.string() : z.json());
  }
}

function fieldSchema({ domain, isRequired, default: fallback }: RecordField): z.ZodType {
  const schema = schemaOf(domain);
  if (fallback !== undefined) return schema.default(fallback);
  return isRequired ? schema : z.exactOptional(schema);
}

/** Fields of an object that states options: each described, and with its default or optional. */
export function statedShape(table: OptionTable): Record<string, z.ZodType> {
  return mapped(table, ({ domain, description, default: fallback }) =>
    (fallback === undefined ? schemaOf(domain).optional() : schemaOf(domain).default(fallback)).describe(description),
  );
}

/** Fields of what was written by a SMART of another day: kinds only, since limits may have been others then. */
export function storedShape(
  table: Readonly<Record<string, Pick<Option, 'domain' | 'isAlwaysStated'>>>,
): Record<string, z.ZodType> {
  return mapped(table, ({ domain, isAlwaysStated }) => {
    const schema = storedSchemaOf(domain);
    return isAlwaysStated ? schema : schema.optional();
  });
}

export function mapped<T>(
  table: Readonly<Record<string, T>>,
  schema: (option: T, name: string) => z.ZodType,
): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(table).map(([name, option]) => [name, schema(option, name)]));
}

/** Its kind alone. */
export function storedSchemaOf(domain: Domain): z.ZodType {
  switch (domain.kind) {
    case 'number':
    case 'whole':
      return z.number();
    case 'text':
      return z.string();
    case 'list':
      return z.array(storedSchemaOf(domain.of));
    case 'either':
      return z.union(domain.of.map(storedSchemaOf) as [z.ZodType, z.ZodType]);
    case 'record':
      return z.looseObject(
        mapped(domain.fields, ({ domain: of, isRequired, default: fallback }) =>
          isRequired || fallback !== undefined ? storedSchemaOf(of) : storedSchemaOf(of).optional(),
        ),
      );
    default:
      return schemaOf(domain);
  }
}
