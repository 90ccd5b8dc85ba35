// Set, clear and test API keys. A key is asked for one provider and bound to that provider's origin; it is typed hidden, kept in VS Code's
// secret storage on this machine, and never shown again.
import * as vscode from 'vscode';
import { askText, showInformation, showProgressOf } from '../notify';
import { addressOf } from '../../providers/createProvider';
import { isLoopbackHost } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/providerConfig';
import { InputError } from '../../engine/inputError';
import type { Host } from '../host';
import { MendableError } from '../mend';
import { loadHostLadder } from './hostLadder';
import { listModels, ModelsNotListed } from './listModels';
import { chosen } from '../personsAbort';
import { completed, pickProvider } from './pickProvider';

/** @param provider name of the provider; absent: pick one. */
export async function setApiKey(host: Host, provider: unknown): Promise<void> {
  if (typeof provider === 'string') await setKeyOfProvider(host, provider);
  else await askKey(host, await pickProvider(vscode.l10n.t('Set API Key: for which provider?')));
}

/** @throws {InputError} for a provider that is not set up; {PersonsAbort} when given up. */
export async function setKeyOfProvider(host: Host, provider: string): Promise<void> {
  const config = (await loadHostLadder()).providers.get(provider);
  if (config === undefined)
    throw new MendableError(vscode.l10n.t('The provider "{0}" is not set up. Add it in the settings.', provider), {
      action: 'open-settings',
      subject: 'smart.providers',
    });
  await askKey(host, await completed(config));
}

async function askKey(host: Host, config: ProviderConfig): Promise<void> {
  const url = new URL(addressOf(config));
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new InputError(vscode.l10n.t('{0} is plain http: anybody between could read the key. Use https.', url.host));
  const key = await askText({
    title: vscode.l10n.t('API key for {0}', url.host),
    prompt: vscode.l10n.t('Kept in the secret storage of this machine, sent to {0} only.', url.host),
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === ''
        ? vscode.l10n.t('Type or paste the key.')
        : /\s/.test(text.trim())
          ? vscode.l10n.t('A key has no blanks in it.')
          : undefined,
  });
  await host.keys.set(url.origin, chosen(key).trim());
  void showInformation(vscode.l10n.t('The key for {0} is stored.', url.host));
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
  const config = await pickProvider(vscode.l10n.t('Test API Key: of which provider?'));
  const { host: name } = new URL(addressOf(config));
  const title = vscode.l10n.t('Asking {0} for its models', name);
  const models = await showProgressOf({ title }, async () => listModels(config, await host.keys.all()));
  void showInformation(vscode.l10n.t('The key works: {0} offers {1} models.', name, models.length));
}

/** Lets the person pick a provider and one of its models, and adds it to the machine's setting. @throws {PersonsAbort} when given up. */
export async function addModel(host: Host): Promise<void> {
  const config = await pickProvider(
    vscode.l10n.t('Add a model: of which provider?'),
    ({ type }) => type !== 'embedded',
  );
  const title = vscode.l10n.t('Add a model of {0}', config.name);
  const model = chosen(
    await listModels(config, await host.keys.all()).then(
      (models) => vscode.window.showQuickPick([...models], { title }),
      (error: unknown) => {
        // Vertex and some gateways list nothing; whoever uses them knows the names.
        if (!(error instanceof ModelsNotListed)) throw error;
        return askText({ title, prompt: error.message, ignoreFocusOut: true });
      },
    ),
  ).trim();
  if (model === '') return;
  const settings = vscode.workspace.getConfiguration('smart');
  const named = settings.get<readonly unknown[]>('models', []);
  await settings.update('models', [...named, { provider: config.name, model }], vscode.ConfigurationTarget.Global);
}
