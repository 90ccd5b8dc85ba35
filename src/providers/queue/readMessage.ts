// How a message of a stranger is read: as one of the expected shape, or not at all.
import type { z } from 'zod';
import { isDeeperThan } from '../../engine/limits';

/** @returns undefined where it is no such message */
export function readValue<T>(shape: z.ZodType<T>, value: unknown): T | undefined {
  if (isDeeperThan(value)) return undefined;
  const parsed = shape.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The same of JSON. */
export function readText<T>(shape: z.ZodType<T>, text: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
  return readValue(shape, value);
}

export function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}
