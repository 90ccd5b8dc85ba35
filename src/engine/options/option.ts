// What an option of a job is, as data: the values it takes, its words, and where it shows. Job files, the command line and its help, VS Code's
// settings, the panel's form, the resume rule and the report are all derived from tables of these (jobOptions.ts, readingOptions.ts,
// taskOptions.ts).
import type { StrategyName } from '../strategy';

/** The values that an option takes. Limits are those of one value, in the option's own unit. */
export type Domain =
  | {
      readonly kind: 'number';
      readonly moreThan?: number;
      readonly least?: number;
      readonly lessThan?: number;
      readonly most?: number;
    }
  | { readonly kind: 'whole'; readonly least: number; readonly most?: number }
  /** Never empty. @property isTrimmed blanks around it are no part of it, and it is more than blanks. */
  | { readonly kind: 'text'; readonly isTrimmed?: true }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  /** @property least entries. */
  | { readonly kind: 'list'; readonly of: Domain; readonly least?: number }
  | { readonly kind: 'either'; readonly of: readonly Domain[] }
  | { readonly kind: 'record'; readonly fields: Readonly<Record<string, RecordField>> }
  /** Values under names of the user's own. @property of `anything`: whatever JSON holds. */
  | { readonly kind: 'map'; readonly of: 'text' | 'anything' };

export type RecordField = {
  readonly domain: Domain;
  readonly description: string;
  readonly isRequired?: true;
  /** Of a field that is left out; absent: it stays away. */
  readonly default?: unknown;
};

/** The switch of the command line. */
export type Switch<T = unknown> = {
  /** Without the dashes. */
  readonly name: string;
  /** How the help calls its value, such as `USD`; absent: it takes none. */
  readonly value?: string;
  /** How its value is read, where the domain does not say it. @throws {InputError} */
  readonly read?: (text: string) => T;
  /** Of a switch without a value: what it means. @default true */
  readonly means?: T;
  /** One clause. The default of a number and the values of a choice are added to it. */
  readonly help: string;
};

export type Option<T = unknown> = {
  readonly domain: Domain;
  /** One sentence, for the schema of job files. */
  readonly description: string;
  /** Of a job file and the command line; absent: nothing is stated. */
  readonly default?: T;
  /** A job states it even where it is the default; other options are left out of a job then. @default false */
  readonly isAlwaysStated?: boolean;
  /** Absent: it stands in job files only. */
  readonly switch?: Switch<T>;
  /** VS Code's setting `smart.<name>`, which begins a new form; absent: there is none. */
  readonly setting?: {
    readonly name: string;
    /** @default the option's own default, or `none` */
    readonly default?: T;
    /** How the setting says that there is no value. */
    readonly none?: null | '';
    /** It decides where keys and rows go or what may be spent, so a workspace cannot change it. @default false */
    readonly isMachine?: boolean;
  };
  /** `same`: a run can be resumed only with the value that it began with; `new`: the resuming job's value counts from then on. */
  readonly onResume: 'same' | 'new';
  readonly report?: {
    readonly name: string;
    /** @returns undefined: no line. */
    text(value: T, reference: string): string | undefined;
  };
  /** Its field in the panel's form: one made from `domain` under "More options", or a card of its own; absent: none. */
  readonly form?: 'more' | 'own';
  /** The strategies that look at it. @default all */
  readonly strategies?: readonly StrategyName[];
  /** Jobs that promise an accuracy alone have it: a filter and a bounded loss do not. @default false */
  readonly isOfAccuracy?: true;
};

export type OptionTable = Readonly<Record<string, Option>>;

/** Whether a job leaves the option out: nothing is stated, or only what holds anyway. */
export function isLeftOut(option: Option, value: unknown): boolean {
  if (value === undefined) return true;
  return option.isAlwaysStated !== true && option.default !== undefined && value === option.default;
}

/** The options of `values` that a job states. */
export function statedOptions(values: Readonly<Record<string, unknown>>, table: OptionTable): Record<string, unknown> {
  const stated = Object.entries(table).filter(([name, option]) => !isLeftOut(option, values[name]));
  return Object.fromEntries(stated.map(([name]) => [name, values[name]]));
}
