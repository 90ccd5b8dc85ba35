// What models cost: taken from the list with its date, free, typed, or left open.
import * as vscode from 'vscode';
import type { Price } from '../../engine/model';
import { askText } from '../notify';
import { chosen } from '../userCancelled';
import { parsePrice, priceInWords, type TypedPrice } from './priceWords';

/** As a setting states it: `list`: nothing is stated, so the list price holds. */
export type StatedPrice = 'list' | 'free' | 'unknown' | TypedPrice;

type PriceItem = vscode.QuickPickItem & { readonly is: 'list' | 'free' | 'typed' | 'unknown' };

/**
 * One question for all of them, one more for each price that is typed.
 * @param list price of the list, where it has one
 * @param now what a price that is typed begins with
 * @throws {UserCancelled} when given up
 */
export async function askPrices(models: readonly string[], list?: Price, now?: Price): Promise<StatedPrice[]> {
  const inWords = list && priceInWords(list);
  const day = list?.type === 'token' ? list.asOf : undefined;
  const items: PriceItem[] = [
    {
      is: 'free',
      label: vscode.l10n.t('Free'),
      detail:
        models.length > 1
          ? vscode.l10n.t('Tokens cost nothing: with nothing to save, the reference answers every row.')
          : vscode.l10n.t('Your own server: tokens cost nothing.'),
    },
    {
      is: 'typed',
      label: vscode.l10n.t('Type the price...'),
      detail: vscode.l10n.t('US dollars per million tokens, input and output'),
    },
  ];
  if (inWords !== undefined)
    items.unshift({
      is: 'list',
      label: day === undefined ? vscode.l10n.t('List price') : vscode.l10n.t('List price of {0}', day),
      detail: inWords,
    });
  else
    items.push({
      is: 'unknown',
      label: vscode.l10n.t('Unknown'),
      detail: vscode.l10n.t('Saves requests to the reference, not dollars; no spending limit.'),
    });
  const title = vscode.l10n.t('Price of {0}', models.join(', '));
  const { is } = chosen(await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }));
  if (is !== 'typed') return models.map(() => is);
  const prices: TypedPrice[] = [];
  for (const model of models) prices.push(await askPrice(model, now));
  return prices;
}

async function askPrice(model: string, now: Price | undefined): Promise<TypedPrice> {
  const wrong = vscode.l10n.t('Type two amounts: input, then output, e.g. 0.50 2.00');
  const text = chosen(
    await askText({
      title: vscode.l10n.t('Price of {0}', model),
      prompt: vscode.l10n.t('US dollars per million tokens: input, then output'),
      placeHolder: '0.50 2.00',
      value: now?.type === 'token' ? `${String(now.inputPerMillion)} ${String(now.outputPerMillion)}` : '',
      ignoreFocusOut: true,
      validateInput: (typed) => (parsePrice(typed) === undefined ? wrong : undefined),
    }),
  );
  return parsePrice(text)!;
}
