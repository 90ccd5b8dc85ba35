// Where a job's rows go, as the user is told.
import * as vscode from 'vscode';
import type { Job } from '../../engine/job';
import type { Ladder } from '../../providers/ladder';
import { providerKinds } from '../../providers/registry';
import { shownQueue } from '../models/hostWorkers';
import { destinationOf } from '../models/modelChoices';

export function destinationsOf(job: Pick<Job, 'models' | 'judge'>, ladder: Ladder): string[] {
  const asked = [...job.models, ...(job.judge ? [job.judge.model] : [])].map(({ provider }) =>
    ladder.providers.get(provider)!,
  );
  const queue = shownQueue();
  return [
    ...new Set(asked.map(destinationOf)),
    ...(queue !== undefined && asked.some(({ type }) => providerKinds[type].isRemote)
      ? [vscode.l10n.t('the workers of {0}', queue)]
      : []),
  ];
}
