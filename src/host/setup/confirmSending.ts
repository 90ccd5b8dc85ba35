// Before the first trial rows go to a host in this session, the user is told which columns go where. Rows that stay on this machine need
// no question.
import * as vscode from 'vscode';
import { expectedRowCost } from '../../app/orderLadder';
import { makePrompt, sentColumns } from '../../engine/prompt/template';
import type { Job } from '../../engine/job';
import { UserCancelled } from '../userCancelled';
import type { Host } from '../host';
import { formatUsd, requestsText } from '../figures';
import { capText, uncappable, unlimited } from '../runs/cap';
import { destinationsOf } from '../runs/destinations';
import type { Setup } from './setup';

/** Destinations and columns agreed to in this session. */
const agreed = new Set<string>();

/** @param characters of each row's prompt. @throws {UserCancelled} when the user declined. */
export async function confirmSending(host: Host, setup: Setup, job: Job, characters: readonly number[]): Promise<void> {
  const rows = characters.length;
  const leaving = job.models.filter(({ provider }) => setup.ladder().providers.get(provider)?.type !== 'embedded');
  if (leaving.length === 0) return;
  const destinations = destinationsOf({ ...job, models: leaving }, setup.ladder());
  const { prompt } = makePrompt(job.prompt, setup.dataset.columns, job.task, job.examples, leaving);
  const columns = prompt ? sentColumns(prompt, leaving) : [];
  const what = JSON.stringify([setup.path, destinations, columns]);
  if (agreed.has(what)) return;
  const unpriced = unlimited(job);
  const isWanted = await host.confirm({
    dataset: setup.dataset.name,
    rows,
    models: leaving.map(({ id }) => id),
    reference: job.reference ?? leaving.at(-1)!.id,
    destinations,
    columns,
    money: moneyOf(job, leaving, characters),
    ...(unpriced && { unpriced }),
  });
  if (!isWanted) throw new UserCancelled('declined');
  agreed.add(what);
}

/** What the rows are expected to cost, where prices are known; what holds whatever they cost. */
function moneyOf(job: Job, leaving: Job['models'], characters: readonly number[]): string {
  const costs = leaving.flatMap((model) => characters.map((count) => expectedRowCost(model, job.task, count)));
  const sum = costs.reduce((total, usd) => (total === undefined || usd === undefined ? undefined : total + usd), 0);
  const cap =
    job.budgetUsd === undefined || uncappable(job)
      ? vscode.l10n.t('at most {0}', requestsText(Math.min(costs.length, job.mostRequests ?? Infinity)))
      : capText(job);
  return sum === undefined ? cap : vscode.l10n.t('about {0}; {1}', formatUsd(sum), cap);
}
