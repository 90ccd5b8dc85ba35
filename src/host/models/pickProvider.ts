// Which provider is meant: one that is there by name, one of the settings, or a server that the user describes here. What its address still lacks
// is asked for and kept in the machine's own settings, where no workspace can change it.
import * as vscode from 'vscode';
import { askText } from '../notify';
import { InputError } from '../../engine/inputError';
import type { AddressField } from '../../providers/presets';
import {
  builtInProviders,
  type ProviderConfig,
  type ProviderEntry,
  providerShape,
  readProvider,
} from '../../providers/providerConfig';
import { loadHostLadder } from './hostLadder';
import { destinationOf } from './modelChoices';
import { chosen } from '../personsAbort';

type ProviderItem = vscode.QuickPickItem & { readonly config?: ProviderConfig };

/** @param isWanted by default those that take a key. @throws {PersonsAbort} when given up. */
export async function pickProvider(
  title: string,
  isWanted = ({ type }: ProviderConfig) => type !== 'embedded' && type !== 'vscode-lm',
): Promise<ProviderConfig> {
  const { providers } = await loadHostLadder();
  // Those that the user named stand first, after what adds one: the list is longer than what shows of it.
  const isOwn = (config: ProviderConfig) => builtInProviders.get(config.name) !== config;
  const items = [...providers.values()]
    .filter(isWanted)
    .sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)))
    .map((config): ProviderItem => ({ label: config.name, description: destinationOf(config), config }));
  const server: ProviderItem = { label: vscode.l10n.t('OpenAI-compatible server...') };
  const { config } = chosen(await vscode.window.showQuickPick([server, ...items], { title, matchOnDescription: true }));
  return config === undefined ? describeServer() : completed(config);
}

/** The provider with what its address lacked. @throws {PersonsAbort} when given up. */
export async function completed(config: ProviderConfig): Promise<ProviderConfig> {
  let at = config;
  let entry: ProviderEntry = {};
  while (at.lacks !== undefined) {
    const field = at.lacks;
    const value = await ask(questionOf(field, config.name), (text) =>
      problemOf(config.name, { ...entry, ...answerOf(field, text) }),
    );
    entry = { ...entry, ...answerOf(field, value) };
    at = readProvider(config.name, entry, 'smart.providers');
  }
  if (at !== config) await keep(config.name, entry);
  return at;
}

async function describeServer(): Promise<ProviderConfig> {
  const entryOf = (baseUrl: string) => ({ type: 'openai-compatible' as const, baseUrl });
  const baseUrl = await ask(vscode.l10n.t('Base URL of the server; it often ends in /v1'), (text) =>
    problemOf('server', entryOf(text)),
  );
  const { providers } = await loadHostLadder();
  const name = await ask(
    vscode.l10n.t('A name for the server'),
    (text) => (providers.has(text) ? vscode.l10n.t('There is a provider of that name.') : undefined),
    new URL(baseUrl).hostname,
  );
  await keep(name, entryOf(baseUrl));
  return readProvider(name, entryOf(baseUrl), 'smart.providers');
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

async function ask(title: string, check: (text: string) => string | undefined, value = ''): Promise<string> {
  const validateInput = (text: string) =>
    text.trim() === '' ? vscode.l10n.t('Type it, or press Escape to leave.') : check(text.trim());
  return chosen(await askText({ title, value, ignoreFocusOut: true, validateInput })).trim();
}

async function keep(name: string, entry: ProviderEntry): Promise<void> {
  const settings = vscode.workspace.getConfiguration('smart');
  const named = settings.inspect<Record<string, unknown>>('providers')?.globalValue ?? {};
  const changed = { ...named, [name]: { ...(named[name] as object | undefined), ...entry } };
  await settings.update('providers', changed, vscode.ConfigurationTarget.Global);
}
