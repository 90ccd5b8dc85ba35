// The switches of the command line as the tables of options have them (engine/options): what a command line is read by, the lines of the help, and
// the values that were given, each under its option's name.
import { InputError } from '../engine/inputError';
import type { Domain, Option, Switch } from '../engine/options/option';
import { listOf } from '../engine/task/taskOfOptions';

/** Options as far as the command line looks at them. */
export type SwitchTable = Readonly<Record<string, Pick<Option, 'domain' | 'default' | 'switch'>>>;

/** Switches as `parseArgs` reads them; a table of options or a plain one. */
export function argsOf(switches: readonly Pick<Switch, 'name' | 'value'>[]) {
  return Object.fromEntries(
    switches.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
  );
}

export function switchesOf(table: SwitchTable): Switch[] {
  return Object.values(table).flatMap((option) => (option.switch ? [{ ...option.switch, help: helpOf(option) }] : []));
}

/** `  --limit K              first K rows only`, a line each. */
export function usageOf(switches: readonly Switch[]): string {
  const column = 25;
  return switches
    .map(({ name, value, help }) => {
      const left = `  --${name}${value === undefined ? '' : ` ${value}`}`;
      return `${left.padEnd(column - 1)} ${help.replaceAll('\n', `\n${' '.repeat(column)}`)}\n`;
    })
    .join('');
}

function helpOf(option: SwitchTable[string]): string {
  const { domain, default: fallback } = option;
  const help = option.switch?.help ?? '';
  const values =
    domain.kind === 'choice' && option.switch?.value !== undefined
      ? [domain.values.map((value) => (value === fallback ? `${value} (default)` : value)).join(', ')]
      : [];
  const number = typeof fallback === 'number' ? ` (default ${String(fallback)})` : '';
  const note = help === '' || values.length === 0 ? help : ` (${help})`;
  return [...values, note + number].join('');
}

export type GivenSwitches = Readonly<Record<string, string | boolean | undefined>>;
export type GivenArgs = { readonly values: GivenSwitches; readonly positionals: readonly string[] };

/** Option -> its value, of those whose switch was given. @throws {InputError} naming the switch. */
export function givenOptions(values: GivenSwitches, table: SwitchTable): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, { domain, switch: own }]) => {
      const given = own && values[own.name];
      if (own === undefined || given === undefined) return [];
      const value =
        typeof given === 'boolean' ? (own.means ?? true) : (own.read?.(given) ?? valueOf(given, domain, own.name));
      return [[name, value]];
    }),
  );
}

/** Field -> how the command line writes it. */
export function switchOf(field: string, ...tables: readonly SwitchTable[]): string | undefined {
  const name = tables.flatMap((table) => table[field]?.switch?.name ?? [])[0];
  return name === undefined ? undefined : `--${name}`;
}

function valueOf(text: string, domain: Domain, name: string): unknown {
  switch (domain.kind) {
    case 'number':
    case 'whole':
      return numberOf(text, `--${name}`);
    case 'list':
      return listOf(text, name).map((part) => valueOf(part, domain.of, name));
    case 'either':
      return valueOf(text, domainOf(text, domain.of), name);
    default:
      return text;
  }
}

/** A list where there is a comma; otherwise what comes first. */
function domainOf(text: string, domains: readonly Domain[]): Domain {
  const list = domains.find(({ kind }) => kind === 'list');
  return list && text.includes(',') ? list : domains[0]!;
}

/** @throws {InputError} */
export function numberOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && !Number.isNaN(value)) return value;
  const meant = meantBy(text.trim());
  const mend = meant === undefined ? '' : `; write ${String(meant)}`;
  throw new InputError(`${option} "${text}" is not a number${mend}.`);
}

/** `95%` and `$5` are what a number would be written as in a sentence. Undefined where nothing can be guessed. */
function meantBy(text: string): number | undefined {
  const [, percent, before, after] =
    /^(?:(\d+(?:\.\d+)?) ?%|\$ ?(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) ?\$)$/.exec(text) ?? [];
  const usd = before ?? after;
  if (usd !== undefined) return Number(usd);
  // 99.9 / 100 is 0.9990000000000001.
  return percent === undefined ? undefined : Number((Number(percent) / 100).toPrecision(12));
}
