// The caps of a job: in dollars, which cannot be kept where a price is unknown, and in requests.
import * as vscode from 'vscode';
import { unpricedIds } from '../../app/rowCosts';
import type { Job } from '../../engine/job';
import { formatUsd, requestsText } from '../figures';

/** Models of a job capped in dollars whose price is unknown: that cap cannot be kept. */
export function uncappable({ models, budgetUsd }: Job): readonly string[] | undefined {
  const unpriced = budgetUsd === undefined ? [] : unpricedIds(models);
  return unpriced.length === 0 ? undefined : unpriced;
}

/** The same where no cap in requests takes its place: the user is asked whether to do without any. */
export function unlimited(job: Job): readonly string[] | undefined {
  return job.mostRequests === undefined ? uncappable(job) : undefined;
}

export function withoutCap({ budgetUsd: _, ...job }: Job): Job {
  return job;
}

/** The caps that hold, as a phrase; `no cap`. */
export function capText(job: Job): string {
  const { budgetUsd, mostRequests } = job;
  const caps = [
    ...(budgetUsd === undefined || uncappable(job) ? [] : [vscode.l10n.t('at most {0} (cap)', formatUsd(budgetUsd))]),
    ...(mostRequests === undefined ? [] : [vscode.l10n.t('at most {0} (cap)', requestsText(mostRequests))]),
  ];
  return caps.length === 0 ? vscode.l10n.t('no cap') : caps.join('; ');
}
