// What stands behind a command's name, read by the switches that the command has; and its help, where that is asked for.
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { InputError } from '../engine/inputError';
import { nearestName } from '../engine/nearestName';
import type { CommandIo } from './command';

/** As node:util's parseArgs takes them. */
type Switches = NonNullable<ParseArgsConfig['options']>;

const help = { help: { type: 'boolean', short: 'h' } } as const;

/** Of commands about a run: the folder of runs, and whether the answer is one JSON object. */
export const switchesOfRuns = { runs: { type: 'string' }, json: { type: 'boolean', default: false } } as const;

export type CommandLine<Own extends Switches> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: Own & typeof help }>
>;

/** @throws {InputError} for a switch that does not exist, with the one that may be meant, and for a value that lacks or is too much */
export function parseGiven<Own extends Switches>(
  command: string,
  argv: readonly string[],
  switches: Own,
): CommandLine<Own> {
  const options = { ...switches, ...help };
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const given = /'(?:-\w, )?(--?[\w-]+)/.exec(message)?.[1];
    if (given === undefined || !code?.startsWith('ERR_PARSE_ARGS')) throw error;
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const near = nearestName(given.replace(/^-+/, ''), Object.keys(options));
      throw new InputError(
        `There is no option ${given}.${near === undefined ? ` ${command} --help lists them.` : ` Did you mean --${near}?`}`,
      );
    }
    throw new InputError(
      /does not take an argument/.test(message)
        ? `${given} takes no value.`
        : `${given} needs a value; one that starts with a dash is written ${given}=-1.`,
    );
  }
}

/**
 * @param command as it is typed, such as `smart audit`
 * @returns undefined where help was asked for, which has been written then
 * @throws {InputError} as parseGiven
 */
export function readCommandLine<Own extends Switches>(
  command: string,
  usage: string,
  switches: Own,
  argv: readonly string[],
  { stdout }: Pick<CommandIo, 'stdout'>,
): CommandLine<Own> | undefined {
  const line = parseGiven(command, argv, switches);
  if ((line.values as { readonly help?: boolean }).help !== true) return line;
  stdout.write(usage);
  return undefined;
}

/** The same of a command that is given switches alone. @throws {InputError} for any other word */
export function readSwitches<Own extends Switches>(
  ...[command, usage, switches, argv, io]: Parameters<typeof readCommandLine<Own>>
): CommandLine<Own>['values'] | undefined {
  const line = readCommandLine(command, usage, switches, argv, io);
  if (line === undefined || line.positionals.length === 0) return line?.values;
  throw new InputError(
    `${command} takes options alone, not "${line.positionals.join('", "')}"; ${command} --help lists them.`,
  );
}
