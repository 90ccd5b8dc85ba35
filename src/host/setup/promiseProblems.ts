// What keeps a filter's or a bounded loss's promise from being made, in the words of the form. The command line says the same of job files
// (app/checkedFilter.ts).
import * as vscode from 'vscode';
import { filterOfJob, isAccuracyPromised, type Job } from '../../engine/job';
import { isPerson } from '../../engine/model';
import type { PromptProblem } from '../../protocol';

export function promiseProblems(job: Job): PromptProblem[] {
  if (isAccuracyPromised(job)) return [];
  const filter = filterOfJob(job);
  const problems: PromptProblem[] = [];
  if (filter?.recall === 1 && filter.precision === 1)
    problems.push(error('task', vscode.l10n.t('Give the filter a recall, a precision or both.')));
  if (job.strategy !== 'certified' && job.strategy !== 'reference')
    problems.push(
      error(
        'task',
        filter
          ? vscode.l10n.t('The strategy {0} knows no filter. Choose certified under More options.', job.strategy)
          : vscode.l10n.t('The strategy {0} knows no mean loss. Choose certified under More options.', job.strategy),
      ),
    );
  const person = job.models.find(isPerson);
  if (person)
    problems.push(
      error(
        'models',
        filter
          ? vscode.l10n.t('{0} is a person, and a filter takes a model as the reference.', person.id)
          : vscode.l10n.t('{0} is a person, and a mean loss takes a model as the reference.', person.id),
      ),
    );
  return problems;
}

const error = (field: 'task' | 'models', message: string): PromptProblem => ({ severity: 'error', field, message });
