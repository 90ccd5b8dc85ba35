// The options that `smart replay` and `smart simulate` share, read and checked.
import { InputError } from '../engine/inputError';
import { strategyNames, type StrategyName } from '../engine/strategy';

/** For node:util parseArgs. */
export const experimentOptions = {
  strategy: { type: 'string', default: 'certified' },
  confidence: { type: 'string', default: '0.95' },
  seeds: { type: 'string', default: '1' },
  'first-seed': { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export function parseStrategies(text: string): readonly StrategyName[] {
  return text.split(',').map((name) => {
    const known = strategyNames.find((strategy) => strategy === name.trim());
    if (!known) throw new InputError(`--strategy "${name}" is unknown; give one of ${strategyNames.join(', ')}.`);
    return known;
  });
}

export function parseSeeds(count: string, first: string): readonly number[] {
  const from = parseInteger(first, '--first-seed', 0);
  return Array.from({ length: parseInteger(count, '--seeds', 1) }, (_, i) => from + i);
}

/** A share in (0, 1), or in (0, 1] where the end is allowed. */
export function parseShare(text: string, option: string, isOneAllowed = false): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value > 0 && (value < 1 || (isOneAllowed && value === 1))) return value;
  throw new InputError(
    `${option} "${text}" is not a share; give a number above 0 and ${isOneAllowed ? 'up to' : 'below'} 1, e.g. 0.95.`,
  );
}

function parseInteger(text: string, option: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new InputError(`${option} "${text}" is not a whole number of at least ${String(least)}.`);
}
