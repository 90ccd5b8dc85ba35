// Prices in words, and prices as people type them.
import * as vscode from 'vscode';
import type { Price } from '../../engine/model';
import { formatUsd } from '../figures';

/** Undefined: unknown. */
export function priceInWords(price: Price): string | undefined {
  switch (price.type) {
    case 'unknown':
      return undefined;
    case 'cpu':
      return vscode.l10n.t('{0} per CPU hour', formatUsd(price.usdPerCpuSecond * 3600));
    case 'answer':
      return price.perAnswerUsd === undefined
        ? vscode.l10n.t('labels of a person')
        : vscode.l10n.t('{0} per label of a person', formatUsd(price.perAnswerUsd));
    case 'token':
      return price.inputPerMillion === 0 && price.outputPerMillion === 0
        ? vscode.l10n.t('free')
        : vscode.l10n.t(
            '{0} in, {1} out per million tokens',
            formatUsd(price.inputPerMillion),
            formatUsd(price.outputPerMillion),
          );
  }
}

export type TypedPrice = { readonly inputPerMillion: number; readonly outputPerMillion: number };

/** `0.5 2`, `$0.50 / $2.00`, `0,5; 2`: dollars per million tokens, input first. Undefined: no two amounts. */
export function parsePrice(text: string): TypedPrice | undefined {
  const amounts = text
    .replaceAll('$', ' ')
    .split(/[\s/;|]+|,\s+/)
    .filter((part) => part !== '' && !/^(in|out|input|output)$/i.test(part))
    .map((part) => (/^\d+([.,]\d+)?$|^[.,]\d+$/.test(part) ? Number(part.replace(',', '.')) : NaN));
  const [inputPerMillion, outputPerMillion] = amounts;
  if (amounts.length !== 2 || !Number.isFinite(inputPerMillion) || !Number.isFinite(outputPerMillion)) return undefined;
  return { inputPerMillion: inputPerMillion!, outputPerMillion: outputPerMillion! };
}
