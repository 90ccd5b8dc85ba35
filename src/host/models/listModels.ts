// The model ids that a provider offers, asked with the person's key: what tests a key for free and fills the pick list.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { connectionOf } from '../../providers/createProvider';
import type { BoundKey } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/providerConfig';
import { providerKinds } from '../../providers/registry';

/** More than this is no list to pick from. */
const mostModels = 1000;

/** The provider answers, but lists no models. */
export class ModelsNotListed extends InputError {}

/** @throws {ProviderError} when a key is missing; {InputError} a sentence about why the provider does not tell, without what it replied. */
export async function listModels(config: ProviderConfig, keys: readonly BoundKey[]): Promise<readonly string[]> {
  const kind = providerKinds[config.type];
  if (!kind.isRemote) return listEditorModels();
  const connection = connectionOf(config, keys);
  const found: string[] = [];
  try {
    for await (const id of kind.listModels(connection)) if (found.push(id) >= mostModels) break;
  } catch (error) {
    const { host } = new URL(connection.baseUrl);
    const { status } = error as { status?: number };
    if (status === 404 || status === 405 || status === 501) throw notListed(host);
    throw new InputError(whyNot(error, host));
  }
  if (found.length > 0) return found.sort();
  throw notListed(new URL(connection.baseUrl).host);
}

function notListed(host: string): ModelsNotListed {
  return new ModelsNotListed(vscode.l10n.t('{0} does not list its models; type the name of one.', host));
}

async function listEditorModels(): Promise<readonly string[]> {
  const { editorModels } = await import('./editorModels');
  const found = (await editorModels.select()).map(({ id }) => id).sort();
  if (found.length > 0) return found;
  throw new InputError(
    vscode.l10n.t('VS Code offers no language models: sign in to GitHub Copilot, or install an extension with models.'),
  );
}

/** The reply itself is not quoted: some servers repeat the key in it. */
function whyNot(error: unknown, host: string): string {
  const { status } = error as { status?: number };
  if (status === undefined)
    return vscode.l10n.t(
      '{0} cannot be reached. Is the server running, and the address in smart.providers right?',
      host,
    );
  if (status === 401 || status === 403)
    return vscode.l10n.t('{0} refused the key. Set another with "SMART: Set API Key".', host);
  return vscode.l10n.t('{0} answered with status {1} when asked for its models.', host, status);
}
