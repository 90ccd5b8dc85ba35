// What keeps a filter's or a bounded loss's promise from being made, in the words of the form. The command line says the same of job files
// (app/checkedFilter.ts).
import * as vscode from 'vscode';
import type { Job } from '../../engine/job';
import { isPerson } from '../../engine/model';
import { kindOf, promisedBy, type PromiseKind } from '../../engine/promise/kinds';
import type { PromptProblem } from '../../protocol';

type Words = { readonly unknownTo: (strategy: string) => string; readonly noPerson: (id: string) => string };

const words: Readonly<Record<PromiseKind, Words>> = {
  filter: {
    unknownTo: (strategy) =>
      vscode.l10n.t('The strategy {0} has no filter. Choose certified under More options.', strategy),
    noPerson: (id) => vscode.l10n.t('{0} is a person, and a filter takes a model as the reference.', id),
  },
  loss: {
    unknownTo: (strategy) =>
      vscode.l10n.t('The strategy {0} has no mean loss. Choose certified under More options.', strategy),
    noPerson: (id) => vscode.l10n.t('{0} is a person, and a mean loss takes a model as the reference.', id),
  },
};

export function promiseProblems(job: Job): PromptProblem[] {
  const promised = promisedBy(job.task);
  const kind = kindOf(promised);
  if (!kind) return [];
  const problems: PromptProblem[] = [];
  if (promised.filter?.recall === 1 && promised.filter.precision === 1)
    problems.push(error('task', vscode.l10n.t('Give the filter a recall, a precision or both.')));
  if (job.strategy !== 'certified' && job.strategy !== 'reference')
    problems.push(error('task', words[kind].unknownTo(job.strategy)));
  const person = job.models.find(isPerson);
  if (person) problems.push(error('models', words[kind].noPerson(person.id)));
  return problems;
}

const error = (field: 'task' | 'models', message: string): PromptProblem => ({ severity: 'error', field, message });
