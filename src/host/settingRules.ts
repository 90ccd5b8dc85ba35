// Names, defaults and ranges of the settings, free of VS Code so that tests and the manifest check can read them.
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { strategyNames } from '../engine/strategy';

/** Settings by their name after `smart.`. Money in US dollars. */
const settingsShape = z.object({
  accuracyThreshold: z.number().gt(0).max(1),
  confidence: z.number().gt(0).lt(1),
  strategy: z.enum(strategyNames),
  /** As in a models file; providers/ladder.ts checks them. */
  models: z.array(z.unknown()),
  reference: z.string(),
  providers: z.record(z.string().min(1), z.unknown()),
  budgetUsd: z.number().positive().nullable(),
  concurrency: z.int().min(1).max(256),
  seed: z.int().nonnegative(),
  batch: z.boolean(),
  outputColumn: z.string().min(1),
  detailColumns: z.array(z.enum(['model', 'status', 'confidence', 'cost'])),
  escapeFormulas: z.boolean(),
  student: z.boolean(),
  runsLocation: z.enum(['besideDataset', 'extensionStorage']),
});

export type Settings = z.infer<typeof settingsShape>;

export const settingDefaults: Settings = {
  accuracyThreshold: 0.95,
  confidence: 0.95,
  strategy: 'certified',
  models: [],
  reference: '',
  providers: {},
  budgetUsd: 5,
  concurrency: 8,
  seed: 1,
  batch: false,
  outputColumn: 'smart_answer',
  detailColumns: ['model', 'status'],
  escapeFormulas: false,
  student: true,
  runsLocation: 'besideDataset',
};

/** Settings that decide where keys and rows go, and what may be spent: a workspace must not be able to change them. */
export const machineScopedSettings: readonly (keyof Settings)[] = ['models', 'reference', 'providers', 'budgetUsd'];

/** @throws {InputError} naming the first wrong setting and what it takes. */
export function checkSettings(values: unknown): Settings {
  const result = settingsShape.safeParse(values);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputError(`Setting smart.${issue.path.map(String).join('.')}: ${issue.message}; mend it in the settings.`);
}
