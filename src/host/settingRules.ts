// Names, defaults and ranges of the settings, free of VS Code so that tests and the manifest check can read them.
import { z } from 'zod';
import { InputError } from '../engine/inputError';
import { jobOptions, type OptionSettings } from '../engine/options/jobOptions';
import type { Option, OptionTable } from '../engine/options/option';
import { schemaOf } from '../optionSchema';

/** Settings that are no option of a job, by their name after `smart.`. */
const ownShape = {
  /** As in a models file; providers/ladder.ts checks them. */
  models: z.array(z.unknown()),
  providers: z.record(z.string().min(1), z.unknown()),
  concurrency: z.int().min(1).max(256),
  /** Address of the Redis where workers are met; empty: this window sends the requests. */
  queue: z.string(),
  batch: z.boolean(),
  outputColumn: z.string().min(1),
  detailColumns: z.array(z.enum(['model', 'status', 'confidence', 'cost'])),
  runsLocation: z.enum(['besideDataset', 'extensionStorage']),
};
const ownDefaults: z.infer<z.ZodObject<typeof ownShape>> = {
  models: [],
  providers: {},
  concurrency: 8,
  queue: '',
  batch: false,
  outputColumn: 'smart_answer',
  detailColumns: ['model', 'status'],
  runsLocation: 'besideDataset',
};

/** Settings by their name after `smart.`; money in US dollars. */
export type Settings = z.infer<z.ZodObject<typeof ownShape>> & OptionSettings;

export function settingsShapeOf(options: OptionTable) {
  const ofOptions = settingsOf(options).map(({ setting, domain }) => {
    const schema = schemaOf(domain);
    const orNone = setting.none === null ? schema.nullable() : schema.or(z.literal(''));
    return [setting.name, setting.none === undefined ? schema : orNone] as const;
  });
  return z.object({ ...ownShape, ...Object.fromEntries(ofOptions) });
}

export function settingDefaultsOf(options: OptionTable): Settings {
  const ofOptions = settingsOf(options).map(({ setting, default: fallback }) => [
    setting.name,
    setting.default ?? fallback ?? setting.none,
  ]);
  return { ...ownDefaults, ...(Object.fromEntries(ofOptions) as OptionSettings) };
}

/** The value of an option's setting; undefined: it says that there is none. */
export function settingOf(settings: Settings, { setting }: Option): unknown {
  if (setting === undefined) return undefined;
  const value = (settings as Readonly<Record<string, unknown>>)[setting.name];
  return value === setting.none ? undefined : value;
}

/** @param options what a job has options for; tests add to it. */
function machineScopedSettingsOf(options: OptionTable): readonly string[] {
  return [
    'models',
    'providers',
    'queue',
    ...settingsOf(options).flatMap(({ setting: { isMachine, name } }) => (isMachine ? [name] : [])),
  ];
}

function settingsOf(options: OptionTable) {
  return Object.values(options).flatMap((option) => (option.setting ? [{ ...option, setting: option.setting }] : []));
}

const settingsShape = settingsShapeOf(jobOptions);
export const settingDefaults = settingDefaultsOf(jobOptions);

/** Settings that decide where keys and rows go, and what may be spent: a workspace must not be able to change them. */
export const machineScopedSettings = machineScopedSettingsOf(jobOptions);

/** @throws {InputError} naming the first wrong setting and what it takes. */
export function checkSettings(values: unknown): Settings {
  const result = settingsShape.safeParse(values);
  if (result.success) return result.data as unknown as Settings;
  const issue = result.error.issues[0]!;
  throw new InputError(`Setting smart.${issue.path.map(String).join('.')}: ${issue.message}; mend it in the settings.`);
}
