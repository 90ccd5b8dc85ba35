// A job file (*.smart.json) opens as a filled form: its dataset relative to itself, its models beside the user's own. Addresses and keys
// never come from a job file: its models can only name providers that the user has set up.
import { dirname } from 'node:path';
import { parseJobFile, pathOfJobFile } from '../../app/jobFile';
import { makeJob } from '../../app/makeJob';
import { readLadderText } from '../../app/openLadder';
import { assertInside } from '../../files/confine';
import { readNamedText } from '../../files/regularFile';
import type { Host } from '../host';
import { idOf, loadHostLadder } from '../models/hostLadder';
import { draftOfJob } from './draftJob';
import { openSetup } from './setupSubject';
import type { SetupSubject } from './setup';

/** @param id of the setup that this one restores. @throws {InputError} naming the file and the field. */
export async function openJobFile(host: Host, path: string, id?: string): Promise<SetupSubject> {
  const file = parseJobFile(readNamedText(path), path);
  const below = (name: string) => pathOfJobFile(path, name);
  const named = modelsOf(file.models, dirname(path), below);
  const ladder = await loadHostLadder(Array.isArray(named) ? named : []);
  const wanted = new Set(
    named === 'embedded'
      ? ladder.models.filter(({ provider }) => provider === 'embedded').map(({ id }) => id)
      : (named ?? []).map((model) => idOf(model)),
  );
  const models = wanted.size === 0 ? [] : ladder.models.filter(({ id }) => wanted.has(id));
  const { reference, ...rest } = file;
  const job = makeJob(wanted.size === 0 || reference === undefined ? rest : { ...rest, reference }, models);
  return openSetup(host, below(file.dataset), {
    ...(id === undefined ? {} : { id }),
    openedFrom: path,
    reading: job.reading,
    models: Array.isArray(named) ? named : [],
    draft: (fresh) => {
      const draft = draftOfJob({ ...job, ...(job.out === undefined ? {} : { out: below(job.out) }) }, fresh);
      return job.budgetUsd === undefined && fresh.budgetUsd !== undefined
        ? { ...draft, budgetUsd: fresh.budgetUsd }
        : draft;
    },
  });
}

type Named = 'embedded' | readonly unknown[] | undefined;

function modelsOf(models: unknown, folder: string, below: (name: string) => string): Named {
  if (models === undefined || models === 'embedded') return models;
  if (Array.isArray(models)) return models as readonly unknown[];
  const file = below(String(models));
  assertInside(folder, file, 'copy the ladder beside the job file, or name your models in the settings');
  const ladder = JSON.parse(readLadderText(file)) as { readonly models?: readonly unknown[] } | readonly unknown[];
  return Array.isArray(ladder) ? (ladder as readonly unknown[]) : (ladder as { models?: readonly unknown[] }).models;
}
