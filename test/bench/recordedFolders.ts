// The recorded folders as experiments: whose models take part, rows in an order drawn by the seed.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeRecordedExperiment, type RecordedExperiment } from '../../src/cli/recordedExperiment';
import { readRecorded } from '../../src/datasets/recorded';
import type { Lineup } from './peers';

/** Beside the project or above it: bundles lie at different depths. Where there is none, a folder that does not exist. */
function findShared(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'shared/data/recorded'))) return join(folder, 'shared');
  return resolve(__dirname, '../../../../shared');
}
const shared = findShared();
export const defaultRoot = join(shared, 'data/recorded');
export const defaultPeers = join(shared, 'peers.csv');

/** Names of the folders that one of the parts is in; all where there are no parts. Undefined where there is no such root. */
export function findFolders(root: string, parts: readonly string[]): string[] | undefined {
  if (!existsSync(root)) return undefined;
  return readdirSync(root).filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)));
}

/** With the line-up; where there is none with every model whose costs are known: what a run costs is unknown as soon as one model's price is. */
export function openFolder(root: string, name: string, lineup?: Lineup): RecordedExperiment {
  const recorded = readRecorded(join(root, name));
  if (lineup) return makeRecordedExperiment(recorded, 'shuffled', lineup.candidates, lineup.reference);
  const isPriced = ({ outputs, costs }: (typeof recorded.models)[number]) =>
    outputs.every((output, row) => output === undefined || !Number.isNaN(costs[row]!));
  const unpriced = recorded.models.filter((model) => !isPriced(model)).map(({ id }) => id);
  if (unpriced.length > 0) console.log(`${name}: left out, since their costs are unknown: ${unpriced.join(', ')}`);
  return makeRecordedExperiment(
    recorded,
    'shuffled',
    recorded.models.filter(isPriced).map(({ id }) => id),
  );
}
