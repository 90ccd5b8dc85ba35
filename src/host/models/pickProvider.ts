// Which provider is meant: one that is there by name, one of the settings, or a server whose address is typed here. What an address still lacks is
// asked for; it is kept in the machine's own settings, where no workspace can change it, once the provider is of use.
import * as vscode from 'vscode';
import { askText } from '../notify';
import { InputError } from '../../engine/inputError';
import type { AddressField } from '../../providers/presets';
import { builtInProviders, type ProviderConfig, readProvider } from '../../providers/providerConfig';
import { type ProviderEntry, providerShape } from '../../providers/providerEntry';
import { loadHostLadder } from './hostLadder';
import { destinationOf } from './modelChoices';
import { chosen } from '../userCancelled';
import { titleOf } from './providerTitles';
import { addressFrom, providerNameFor } from './serverAddress';

export type PickedProvider = {
  readonly config: ProviderConfig;
  /** What the settings do not have of it yet. */
  readonly entry?: ProviderEntry;
};

type ProviderItem = vscode.QuickPickItem & { readonly config?: ProviderConfig; readonly address?: string };

const takesKey = ({ type }: ProviderConfig) => type !== 'embedded' && type !== 'vscode-lm';

/**
 * @param isWanted by default those that take a key
 * @param first name of the provider that most people will want
 * @throws {UserCancelled} when given up
 */
export async function pickProvider(title: string, isWanted = takesKey, first?: string): Promise<PickedProvider> {
  const { providers } = await loadHostLadder();
  // Those that the user named stand first, after what adds one: the list is longer than what shows of it.
  const rank = (config: ProviderConfig) =>
    config.name === first ? 0 : builtInProviders.get(config.name) !== config ? 1 : 2;
  const server: ProviderItem = {
    label: vscode.l10n.t('OpenAI-compatible server...'),
    description: vscode.l10n.t('or type its address above'),
  };
  const others = [...providers.values()]
    .filter(isWanted)
    .sort((a, b) => rank(a) - rank(b))
    .map((config): ProviderItem => ({ label: titleOf(config), description: destinationOf(config), config }));
  const items = first === undefined ? [server, ...others] : [others[0]!, server, ...others.slice(1)];
  const { config, address } = chosen(await pickOrType(title, items));
  if (config !== undefined) return completed(config);
  return serverAt(address ?? (await askAddress()));
}

/** A pick list in which an address may be typed as well. */
function pickOrType(title: string, items: readonly ProviderItem[]): Promise<ProviderItem | undefined> {
  const pick = vscode.window.createQuickPick<ProviderItem>();
  Object.assign(pick, { title, items, matchOnDescription: true, ignoreFocusOut: true });
  pick.placeholder = vscode.l10n.t('Provider, or the address of a server');
  pick.onDidChangeValue((text) => {
    const address = /[:/]/.test(text) ? addressFrom(text) : undefined;
    const typed = address !== undefined && {
      ...{ label: vscode.l10n.t('Use the server {0}', address), alwaysShow: true, address },
    };
    pick.items = typed ? [typed, ...items] : items;
  });
  return new Promise((resolve) => {
    let picked: ProviderItem | undefined;
    pick.onDidAccept(() => {
      picked = pick.selectedItems[0];
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(picked);
    });
    pick.show();
  });
}

/** The provider with what its address lacked. @throws {UserCancelled} when given up. */
export async function completed(config: ProviderConfig): Promise<PickedProvider> {
  let at = config;
  let entry: ProviderEntry = {};
  while (at.lacks !== undefined) {
    const field = at.lacks;
    const value = await ask(questionOf(field, titleOf(config)), (text) =>
      problemOf(config.name, { ...entry, ...answerOf(field, text) }),
    );
    entry = { ...entry, ...answerOf(field, value) };
    at = readProvider(config.name, entry, 'smart.providers');
  }
  return at === config ? { config } : { config: at, entry };
}

/** The provider at an address: the one that has it, or a new one named after its host. @throws {InputError} for no address. */
export async function serverAt(typed: string): Promise<PickedProvider> {
  const baseUrl = addressFrom(typed) ?? typed;
  const wrong = problemOf('server', { type: 'openai-compatible', baseUrl });
  if (wrong !== undefined) throw new InputError(wrong);
  const { providers } = await loadHostLadder();
  const known = [...providers.values()].find((one) => one.baseUrl !== undefined && isSameAddress(one.baseUrl, baseUrl));
  if (known) return { config: known };
  const name = providerNameFor(baseUrl, (one) => providers.has(one));
  const entry = { type: 'openai-compatible' as const, baseUrl };
  return { config: readProvider(name, entry, 'smart.providers'), entry };
}

function isSameAddress(a: string, b: string): boolean {
  const plain = (address: string) => address.replace(/\/+$/, '').replace(/\/v1$/, '').toLowerCase();
  return plain(a) === plain(b);
}

function askAddress(): Promise<string> {
  return ask(vscode.l10n.t('Address of the server; it often ends in /v1'), (text) =>
    problemOf('server', { type: 'openai-compatible', baseUrl: addressFrom(text) ?? text }),
  );
}

function questionOf(field: AddressField, provider: string): string {
  switch (field) {
    case 'resource':
      return vscode.l10n.t('{0}: name of the resource, or the endpoint that its page shows', provider);
    case 'region':
      return vscode.l10n.t('{0}: the region, e.g. us-east-1', provider);
    case 'project':
      return vscode.l10n.t('{0}: id of the project', provider);
  }
}

function answerOf(field: AddressField, text: string): ProviderEntry {
  return field === 'resource' && text.includes('://') ? { baseUrl: text } : { [field]: text };
}

function problemOf(name: string, entry: ProviderEntry): string | undefined {
  const parsed = providerShape.safeParse(entry);
  if (!parsed.success) return parsed.error.issues[0]!.message;
  try {
    readProvider(name, parsed.data, 'smart.providers');
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

async function ask(title: string, check: (text: string) => string | undefined): Promise<string> {
  const validateInput = (text: string) =>
    text.trim() === '' ? vscode.l10n.t('Type it, or press Escape to leave.') : check(text.trim());
  return chosen(await askText({ title, ignoreFocusOut: true, validateInput })).trim();
}

/** Into the machine's own settings. */
export async function keepProvider({ config: { name }, entry }: PickedProvider): Promise<void> {
  if (entry === undefined) return;
  const settings = vscode.workspace.getConfiguration('smart');
  const named = settings.inspect<Record<string, unknown>>('providers')?.globalValue ?? {};
  const changed = { ...named, [name]: { ...(named[name] as object | undefined), ...entry } };
  await settings.update('providers', changed, vscode.ConfigurationTarget.Global);
}
