// A task as a zod schema. What the panel sends must be right to the letter; what a SMART of another day wrote into a manifest may hold more, and figures
// that were within the limits of then.
import { z } from 'zod';
import { taskOptions } from './engine/options/taskOptions';
import { lossKinds, type LossBound } from './engine/task/lossBound';
import type { Task } from './engine/task/task';
import { schemaOf, storedSchemaOf } from './optionSchema';

/** A schema for each field of a kind of task, so that one that is added there is thought of here. */
type FieldsOf<Type extends Task['type']> = Record<Exclude<keyof Extract<Task, { type: Type }>, 'type'>, z.ZodType>;

export function taskSchema(source: 'panel' | 'manifest'): z.ZodType<Task> {
  const isStored = source === 'manifest';
  const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
    isStored ? z.looseObject(shape) : z.strictObject(shape);
  const figure = (strict: z.ZodType<number>) => (isStored ? z.number().nonnegative() : strict);
  const share = figure(z.number().gt(0).lte(1));
  const positive = figure(z.number().gt(0));
  const tolerance = z.number().nonnegative();
  const loss = object({ by: z.enum(lossKinds), cap: positive, mean: positive } satisfies Record<
    keyof LossBound,
    z.ZodType
  >).exactOptional();
  const rule = z.discriminatedUnion('by', [
    object({ by: z.literal('similar'), from: share }),
    object({ by: z.enum(['exact', 'words', 'judge']) }),
  ]);
  const fields = taskOptions.fields.domain;
  const ofType = <Type extends Task['type']>(type: Type, shape: FieldsOf<Type>) =>
    object({ type: z.literal(type), ...shape });
  return z.discriminatedUnion('type', [
    ofType('labels', {
      labels: z.array(z.string()),
      multiple: z.literal(true).exactOptional(),
      filter: object({ recall: share, precision: share }).exactOptional(),
      loss,
    }),
    ofType('number', { absoluteTolerance: tolerance, relativeTolerance: tolerance, loss }),
    ofType('json', { fields: isStored ? storedSchemaOf(fields) : schemaOf(fields) }),
    ofType('text', { same: rule.exactOptional(), loss }),
  ]) as unknown as z.ZodType<Task>;
}
