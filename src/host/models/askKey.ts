// Asks for the key of a provider, typed hidden, and tries it before it is kept: a wrong one is told in the box in which it was typed.
import * as vscode from 'vscode';
import { InputError } from '../../engine/inputError';
import { addressOf, endpointOf } from '../../providers/createProvider';
import { decideKey, isLoopbackHost, secretNameOf } from '../../providers/keyBinding';
import type { ProviderConfig } from '../../providers/providerConfig';
import type { Host } from '../host';
import { askTried, showProgressOf, type Tried } from '../notify';
import { chosen } from '../userCancelled';
import { tickStep } from '../walkthrough';
import { KeyRefused, listModels, ModelsNotListed } from './listModels';

/** Models that the provider lists; undefined: it lists none, or does not answer now. */
type Listed = readonly string[] | undefined;

/** Asks for a key and keeps it. @throws {UserCancelled} when given up. */
export async function askKey(host: Host, config: ProviderConfig): Promise<Listed> {
  const url = new URL(addressOf(config));
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname))
    throw new InputError(
      vscode.l10n.t('{0} is plain http: others on the network could read the key. Use https.', url.host),
    );
  /** Tried once, and the provider did not answer: the next Enter keeps it. */
  let untested: string | undefined;
  const attempt = async (text: string): Promise<Tried<{ readonly models: Listed }>> => {
    const key = text.trim();
    const others = (await host.keys.all()).filter(({ origin }) => origin !== url.origin);
    const mine = { origin: url.origin, key, name: secretNameOf(url.origin) };
    try {
      const models = key === untested ? undefined : await listModels(config, [mine, ...others]);
      await host.keys.set(url.origin, key);
      return { value: { models } };
    } catch (error) {
      if (error instanceof KeyRefused || !(error instanceof InputError)) throw error;
      if (error instanceof ModelsNotListed) {
        await host.keys.set(url.origin, key);
        return { value: { models: undefined } };
      }
      untested = key;
      return { wrong: vscode.l10n.t('{0} Press Enter again to keep the key untested.', error.message) };
    }
  };
  const { models } = chosen(
    await askTried(
      {
        title: vscode.l10n.t('API key for {0}', url.host),
        prompt: vscode.l10n.t('Kept in the secret storage of this machine, sent to {0} only.', url.host),
        password: true,
        validateInput: (text) =>
          text.trim() === ''
            ? vscode.l10n.t('Type or paste the key.')
            : /\s/.test(text.trim())
              ? vscode.l10n.t('Keys cannot contain spaces.')
              : undefined,
      },
      attempt,
    ),
  );
  tickStep('didKey');
  return models;
}

/** What the provider lists, with the key asked for where one is needed. @throws {UserCancelled | InputError} */
export async function connected(host: Host, config: ProviderConfig): Promise<Listed> {
  if (config.type !== 'vscode-lm') {
    const decision = decideKey(endpointOf(config, addressOf(config)), await host.keys.all());
    if (decision.type === 'refused') return askKey(host, config);
  }
  try {
    const title = vscode.l10n.t(
      'Connecting to {0}',
      config.type === 'vscode-lm' ? 'VS Code' : new URL(addressOf(config)).host,
    );
    return await showProgressOf({ title }, async () => listModels(config, await host.keys.all()));
  } catch (error) {
    if (error instanceof KeyRefused) return askKey(host, config);
    if (error instanceof ModelsNotListed) return undefined;
    throw error;
  }
}
