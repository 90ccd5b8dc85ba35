// The ladder as the panel shows it: where each model's rows go, what it costs in words, and what is missing before it can be asked.
import * as vscode from 'vscode';
import type { Model, Price } from '../../engine/model';
import type { ModelChoice } from '../../protocol';
import { addressOf, endpointOf } from '../../providers/createProvider';
import { decideKey, type BoundKey } from '../../providers/keyBinding';
import type { Ladder } from '../../providers/ladder';
import type { ProviderConfig } from '../../providers/providerConfig';
import { formatUsd } from '../figures';

/** @param usdPerRow dollars that a row is expected to cost, where known. */
export function modelChoices(
  ladder: Ladder,
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
      ...readinessOf(model, config, keys),
    };
  });
}

/** Host name that rows go to, or this machine. */
export function destinationOf(config: ProviderConfig): string {
  if (config.type === 'embedded') return vscode.l10n.t('this machine');
  if (config.type === 'vscode-lm') return vscode.l10n.t('VS Code language models');
  if (config.lacks !== undefined) return vscode.l10n.t('to be set up');
  return new URL(addressOf(config)).host;
}

function readinessOf(
  model: Model,
  config: ProviderConfig,
  keys: readonly BoundKey[],
): Pick<ModelChoice, 'readiness' | 'note'> {
  if (config.type === 'embedded')
    return { readiness: 'ready', note: vscode.l10n.t('tells sentiment only: positive or negative') };
  if (config.type === 'vscode-lm')
    return {
      readiness: model.price.type === 'unknown' ? 'price-unknown' : 'ready',
      note: vscode.l10n.t('counts against your Copilot quota'),
    };
  const decision = decideKey(endpointOf(config, addressOf(config)), keys);
  if (decision.type === 'refused') return { readiness: 'key-missing' };
  return model.price.type === 'unknown'
    ? { readiness: 'price-unknown', note: vscode.l10n.t('set its price in smart.models') }
    : { readiness: 'ready' };
}

/** Undefined: unknown. */
function priceInWords(price: Price): string | undefined {
  switch (price.type) {
    case 'unknown':
      return undefined;
    case 'cpu':
      return vscode.l10n.t('{0} per CPU hour', formatUsd(price.usdPerCpuSecond * 3600));
    case 'token':
      return vscode.l10n.t(
        '{0} in, {1} out per million tokens',
        formatUsd(price.inputPerMillion),
        formatUsd(price.outputPerMillion),
      );
  }
}

/** What a person most likely wants of the models that are ready: those of a vendor, else VS Code's (named by the person), else the classifiers. */
export function startingModels(choices: readonly ModelChoice[]): string[] {
  const ready = choices.filter(({ readiness }) => readiness === 'ready');
  const isOwn = ({ provider }: ModelChoice) => provider === 'embedded' || provider === 'vscode-lm';
  const kinds = [
    ready.filter((choice) => !isOwn(choice)),
    // What they cost is hardly ever known.
    choices.filter(({ provider }) => provider === 'vscode-lm'),
    ready.filter(({ provider }) => provider === 'embedded'),
  ];
  return (kinds.find((kind) => kind.length > 0) ?? []).map(({ id }) => id);
}
