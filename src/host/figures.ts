// Figures as the workbench shows them: counts with separators, dollars with as many digits as they need. Unknown is said, never 0.
import * as vscode from 'vscode';
import { usdDecimals } from '../engine/text/figures';

export function formatCount(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** `1 row`, `2,982 rows`. */
export function rowsText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', formatCount(count));
}

export function answersText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 answer') : vscode.l10n.t('{0} answers', formatCount(count));
}

export function requestsText(count: number): string {
  return count === 1 ? vscode.l10n.t('1 request') : vscode.l10n.t('{0} requests', formatCount(count));
}

/** `$0.41`, `$1,204.00`, `$0.000423`: as many digits as in the report and the panel. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined) return vscode.l10n.t('unknown cost');
  return usd.toLocaleString(vscode.env.language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: usd === 0 ? 0 : 2,
    maximumFractionDigits: usd === 0 ? 0 : usdDecimals(usd),
  });
}

export function formatPercent(share: number): string {
  return share.toLocaleString(vscode.env.language, { style: 'percent', maximumFractionDigits: 1 });
}
