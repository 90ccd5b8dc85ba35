// The model ids that a provider offers, asked with the user's key: what tests a key for free and fills the pick list.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { ProviderError } from '../../engine/provider';
import { connectionOf } from '../../providers/createProvider';
import type { BoundKey } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/providerConfig';
import { providerKinds } from '../../providers/registry';
import { modelsWithTestedKey } from '../../providers/testedKey';

/** The provider answers, but lists no models. */
export class ModelsNotListed extends InputError {}
/** The provider wants a key, or another one. */
export class KeyRefused extends InputError {}

/** @throws {KeyRefused | ModelsNotListed | InputError} a sentence about why the provider does not tell, without what it replied. */
export async function listModels(config: ProviderConfig, keys: readonly BoundKey[]): Promise<readonly string[]> {
  const kind = providerKinds[config.type];
  if (!kind.isRemote) return listEditorModels();
  const connection = connectedOrRefused(config, keys);
  const { host } = new URL(connection.baseUrl);
  try {
    const found = await modelsWithTestedKey(kind, connection);
    if (found.length > 0) return found;
  } catch (error) {
    const { status } = error as { status?: number };
    if (status === 401 || status === 403) throw refused(host, connection.apiKey !== undefined);
    if (status !== 404 && status !== 405 && status !== 501) throw new InputError(whyNot(status, host));
  }
  throw new ModelsNotListed(vscode.l10n.t('{0} does not list its models. Type the name of one.', host));
}

function connectedOrRefused(config: ProviderConfig, keys: readonly BoundKey[]) {
  try {
    return connectionOf(config, keys);
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'auth') throw new KeyRefused(error.message);
    throw error;
  }
}

function refused(host: string, hasKey: boolean): KeyRefused {
  return new KeyRefused(
    hasKey
      ? vscode.l10n.t('{0} refused this key. Check it and try again.', host)
      : vscode.l10n.t('{0} needs an API key. Set one with "SMART: Set API Key".', host),
  );
}

/** What VS Code and its extensions offer. */
export async function editorModelIds(): Promise<readonly string[]> {
  const { editorModels } = await import('./editorModels');
  return (await editorModels.select()).map(({ id }) => id).sort();
}

async function listEditorModels(): Promise<readonly string[]> {
  const found = await editorModelIds();
  if (found.length > 0) return found;
  throw new InputError(
    vscode.l10n.t('VS Code offers no language models: sign in to GitHub Copilot, or install an extension with models.'),
  );
}

/** The reply itself is not quoted: some servers repeat the key in it. */
function whyNot(status: number | undefined, host: string): string {
  return status === undefined
    ? vscode.l10n.t('{0} cannot be reached. Is the server running, and is its address right?', host)
    : vscode.l10n.t('{0} answered with status {1} when asked for its models.', host, status);
}
