// The ladder as the panel shows it: where each model's rows go, what it costs in words, and what is missing before it can be asked.
import * as vscode from 'vscode';
import { isPerson, type Model } from '../../engine/model';
import { labelLimitOf } from '../../engine/drive/personsLabels';
import type { Task } from '../../engine/task/task';
import type { ModelChoice } from '../../protocol';
import { addressOf, endpointOf } from '../../providers/createProvider';
import { decideKey, type BoundKey } from '../../providers/keyBinding';
import { sentimentLabels } from '../../providers/embedded/sentimentLabels';
import type { ProviderConfig } from '../../providers/providerConfig';
import type { HostLadder } from './hostLadder';
import { shownQueue } from './hostWorkers';
import { priceInWords } from './priceWords';

/** @param usdPerRow dollars that a row is expected to cost, where known. */
export function modelChoices(
  ladder: HostLadder,
  keys: readonly BoundKey[],
  usdPerRow: (model: Model) => number | undefined,
): ModelChoice[] {
  return ladder.models.map((model) => {
    const config = ladder.providers.get(model.provider)!;
    const price = priceInWords(model.price);
    const perRow = usdPerRow(model);
    return {
      id: model.id,
      provider: model.provider,
      destination: destinationOf(config),
      ...(price === undefined ? {} : { price }),
      ...(perRow === undefined ? {} : { usdPerThousandRows: perRow * 1000 }),
      ...(model.settings.rowsPerRequest !== undefined && {
        note: vscode.l10n.t('{0} rows per request; a candidate only', model.settings.rowsPerRequest),
      }),
      ...readinessOf(model, config, keys),
      ...(ladder.suggested.has(model.id) && { isSuggested: true as const }),
      ...(isPerson(model) && { person: personOf(model) }),
    };
  });
}

function personOf(model: Model): NonNullable<ModelChoice['person']> {
  const labelLimit = labelLimitOf([model]);
  return labelLimit === undefined ? {} : { labelLimit };
}

/** Host name that rows go to, or this machine. */
export function destinationOf(config: ProviderConfig): string {
  if (config.type === 'embedded') return vscode.l10n.t('this machine');
  if (config.type === 'vscode-lm') return vscode.l10n.t('GitHub Copilot / VS Code');
  if (config.type === 'person') return vscode.l10n.t('a person, here');
  if (config.lacks !== undefined) return vscode.l10n.t('to be set up');
  return new URL(addressOf(config)).host;
}

function readinessOf(
  model: Model,
  config: ProviderConfig,
  keys: readonly BoundKey[],
): Pick<ModelChoice, 'readiness' | 'note'> {
  if (config.type === 'embedded')
    return { readiness: 'ready', note: vscode.l10n.t('only detects sentiment: positive or negative') };
  if (config.type === 'vscode-lm')
    return {
      readiness: model.price.type === 'unknown' ? 'price-unknown' : 'ready',
      note: vscode.l10n.t('counts against your Copilot quota'),
    };
  if (config.type === 'person')
    return { readiness: 'ready', note: vscode.l10n.t('is asked for labels, and is the reference') };
  // Workers have keys of their own.
  const areKeysNeeded = shownQueue() === undefined;
  if (areKeysNeeded && decideKey(endpointOf(config, addressOf(config)), keys).type === 'refused')
    return { readiness: 'key-missing' };
  return { readiness: model.price.type === 'unknown' ? 'price-unknown' : 'ready' };
}

/**
 * What the user most likely wants: what they named and can be asked, else VS Code's models, else suggestions that have a key, else the classifiers, which
 * answer nothing but sentiment.
 */
export function startingModels(choices: readonly ModelChoice[], task: Task): string[] {
  const canAsk = ({ readiness, provider }: ModelChoice) =>
    provider !== 'embedded' && (readiness === 'ready' || readiness === 'price-unknown');
  const usable = choices.filter(canAsk);
  const kinds = [
    usable.filter(({ isSuggested }) => isSuggested === undefined),
    usable.filter(({ isSuggested, provider }) => isSuggested && provider !== 'vscode-lm'),
    sentimentLabels(task) === undefined ? [] : choices.filter(({ provider }) => provider === 'embedded'),
  ];
  return (kinds.find((kind) => kind.length > 0) ?? []).map(({ id }) => id);
}
