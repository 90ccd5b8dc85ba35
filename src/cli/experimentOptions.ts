// The options that `smart replay` and `smart simulate` share, read and checked.
import { InputError } from '../engine/inputError';
import { strategyNames, type StrategyName } from '../engine/strategy';

/** As commandLine.ts takes them. */
export const experimentOptions = {
  strategy: { type: 'string', default: 'certified' },
  accuracy: { type: 'string' },
  'at-most': { type: 'string' },
  delta: { type: 'string' },
  'delta-grid': { type: 'string' },
  confidence: { type: 'string', default: '0.95' },
  seeds: { type: 'string', default: '1' },
  'first-seed': { type: 'string', default: '1' },
  plot: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const experimentUsage = `  --accuracy A | --delta D       share of rows that must not, or may, deviate (0.95)
  --accuracy A,A --at-most USD   of several the strictest that the money buys, by one draw
  --delta-grid 0.01,0.02,0.05    several, as a table
  --confidence C                 probability with which the promise holds (0.95)
  --strategy NAME[,NAME]         ${strategyNames.join(', ')} (certified)
  --seeds K [--first-seed S]     seeded runs (1, from seed 1)
  --reference MODEL              the model that the others are compared with (the most expensive)
  --plot FILE.html               draw savings and deviations
  --json                         one JSON object on stdout
`;

export type ExperimentValues = {
  readonly strategy: string;
  readonly accuracy?: string | undefined;
  readonly 'at-most'?: string | undefined;
  readonly delta?: string | undefined;
  readonly 'delta-grid'?: string | undefined;
  readonly confidence: string;
  readonly seeds: string;
  readonly 'first-seed': string;
};

export type ExperimentPlan = {
  readonly strategies: readonly StrategyName[];
  readonly accuracies: readonly number[];
  /** Of several thresholds in one run: all but the strictest, and the dollars that choose. */
  readonly choice?: { readonly looser: readonly number[]; readonly atMostUsd: number };
  readonly confidence: number;
  readonly seeds: readonly number[];
};

/** @throws {InputError} naming the option and what it may be. */
export function parseExperimentPlan(values: ExperimentValues): ExperimentPlan {
  const given = (['accuracy', 'delta', 'delta-grid'] as const).filter((option) => values[option] !== undefined);
  if (given.length > 1)
    throw new InputError(`give one of ${given.map((option) => `--${option}`).join(' and ')}, not both.`);
  const accuracies = parseAccuracies(values);
  const strategies = parseStrategies(values.strategy);
  const several = values.accuracy?.includes(',') === true;
  if (several !== (values['at-most'] !== undefined))
    throw new InputError(
      several
        ? '--accuracy with several thresholds keeps the strictest that a sum buys: say how much with --at-most USD.'
        : '--at-most chooses among several thresholds: give them with --accuracy 0.98,0.95,0.9.',
    );
  if (several && strategies.some((strategy) => strategy !== 'certified'))
    throw new InputError('--at-most chooses among thresholds of the strategy certified only.');
  return {
    strategies,
    accuracies: several ? accuracies.slice(0, 1) : accuracies,
    ...(several && { choice: { looser: accuracies.slice(1), atMostUsd: parseUsd(values['at-most']!) } }),
    confidence: parseShare(values.confidence, '--confidence', { isOneAllowed: false }),
    seeds: parseSeeds(values.seeds, values['first-seed']),
  };
}

function parseUsd(text: string): number {
  const usd = text.trim() === '' ? NaN : Number(text);
  if (usd > 0 && Number.isFinite(usd)) return usd;
  throw new InputError(`--at-most "${text}" is not a sum; give dollars above 0, e.g. 5.`);
}

function parseAccuracies({ accuracy, delta, 'delta-grid': grid }: ExperimentValues): number[] {
  if (grid !== undefined) return grid.split(',').map((text) => accuracyOf(text, '--delta-grid'));
  if (delta !== undefined) return [accuracyOf(delta, '--delta')];
  const thresholds = (accuracy ?? '0.95')
    .split(',')
    .map((text) => parseShare(text, '--accuracy', { isOneAllowed: true }));
  return [...new Set(thresholds)].sort((a, b) => b - a);
}

function accuracyOf(delta: string, option: string): number {
  return 1 - (Number(delta) === 0 && delta.trim() !== '' ? 0 : parseShare(delta, option, { isOneAllowed: false }));
}

function parseStrategies(text: string): readonly StrategyName[] {
  return text.split(',').map((name) => {
    const known = strategyNames.find((strategy) => strategy === name.trim());
    if (!known) throw new InputError(`--strategy "${name}" is unknown; give one of ${strategyNames.join(', ')}.`);
    return known;
  });
}

function parseSeeds(count: string, first: string): readonly number[] {
  const from = parseInteger(first, '--first-seed', 0);
  return Array.from({ length: parseInteger(count, '--seeds', 1) }, (_, i) => from + i);
}

function parseShare(text: string, option: string, { isOneAllowed }: { isOneAllowed: boolean }): number {
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
