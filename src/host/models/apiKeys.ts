// Set, clear and test API keys. A key is asked for one provider and bound to that provider's origin; it is typed hidden, kept in VS Code's
// secret storage on this machine, and never shown again.
import * as vscode from 'vscode';
import { showInformation, showProgressOf } from '../notify';
import { addressOf } from '../../providers/createProvider';
import type { Host } from '../host';
import { MendableError } from '../mend';
import { askKey } from './askKey';
import { loadHostLadder } from './hostLadder';
import { listModels } from './listModels';
import { chosen } from '../userCancelled';
import { completed, keepProvider, type PickedProvider, pickProvider } from './pickProvider';

/** @param provider name of the provider; absent: pick one. */
export async function setApiKey(host: Host, provider: unknown): Promise<void> {
  if (typeof provider === 'string') await setKeyOfProvider(host, provider);
  else await setKeyOf(host, await pickProvider(vscode.l10n.t('Set API Key: choose a provider')));
}

/** @throws {InputError} for a provider that is not set up; {UserCancelled} when given up. */
export async function setKeyOfProvider(host: Host, provider: string): Promise<void> {
  const config = (await loadHostLadder()).providers.get(provider);
  if (config === undefined)
    throw new MendableError(vscode.l10n.t('The provider "{0}" is not set up. Add it in the settings.', provider), {
      action: 'open-settings',
      subject: 'smart.providers',
    });
  await setKeyOf(host, await completed(config));
}

async function setKeyOf(host: Host, provider: PickedProvider): Promise<void> {
  const models = await askKey(host, provider.config);
  await keepProvider(provider);
  const { host: name } = new URL(addressOf(provider.config));
  void showInformation(
    models === undefined
      ? vscode.l10n.t('The key for {0} is stored. It was not tested.', name)
      : vscode.l10n.t('The key for {0} works and is stored.', name),
  );
}

export async function clearApiKey(host: Host): Promise<void> {
  const origins = await host.keys.origins();
  if (origins.length === 0) {
    void showInformation(vscode.l10n.t('SMART holds no API keys.'));
    return;
  }
  const wanted = chosen(
    await vscode.window.showQuickPick([...origins], {
      title: vscode.l10n.t('Clear API Key'),
      canPickMany: true,
      placeHolder: vscode.l10n.t('Hosts whose keys are to be removed'),
    }),
  );
  for (const origin of wanted) await host.keys.clear(origin);
  if (wanted.length > 0) void showInformation(vscode.l10n.t('Removed the key(s) for {0}.', wanted.join(', ')));
}

export async function testApiKey(host: Host): Promise<void> {
  const { config } = await pickProvider(vscode.l10n.t('Test API Key: choose a provider'));
  const { host: name } = new URL(addressOf(config));
  const title = vscode.l10n.t('Asking {0} for its models', name);
  const models = await showProgressOf({ title }, async () => listModels(config, await host.keys.all()));
  void showInformation(vscode.l10n.t('The key works. Models offered by {0}: {1}.', name, models.length));
}
