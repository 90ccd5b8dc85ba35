// Figures as the workbench shows them: counts with separators, dollars with as many digits as they need. Unknown is said, never 0.
import * as vscode from 'vscode';

export function formatCount(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** `$0.41`, `$1,204.00`; below a cent two significant digits (`$0.00042`), so that a small sum is not shown as nothing. */
export function formatUsd(usd: number | undefined): string {
  if (usd === undefined) return vscode.l10n.t('unknown cost');
  const isSmall = usd > 0 && usd < 0.01;
  const digits = isSmall ? { maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return usd.toLocaleString(vscode.env.language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...digits,
  });
}

export function formatPercent(share: number): string {
  return share.toLocaleString(vscode.env.language, { style: 'percent', maximumFractionDigits: 1 });
}
