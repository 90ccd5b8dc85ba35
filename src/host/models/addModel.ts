// "Add model", one wizard: provider, key (tried at once), models from the provider's own list, price. What it comes to is kept when all is answered;
// a key, once it works, is kept by itself.
import * as vscode from 'vscode';
import type { Price } from '../../engine/model';
import { loadPriceTable } from '../../providers/priceTable';
import { readProvider } from '../../providers/providerConfig';
import type { Host } from '../host';
import { askText } from '../notify';
import { chosen, UserCancelled } from '../userCancelled';
import { connected } from './askKey';
import { askPrices, type StatedPrice } from './askPrice';
import { loadHostLadder } from './hostLadder';
import { editorModelIds } from './listModels';
import { addModels, setModelPrice } from './modelSettings';
import { keepProvider, type PickedProvider, pickProvider, serverAt } from './pickProvider';
import { priceInWords } from './priceWords';
import { titleOf } from './providerTitles';
import { withVersionPath } from './serverAddress';

/** What the form has asked already. */
export type WizardStart = { readonly address?: string };

/** So many or fewer models of a server of one's own are all picked beforehand. */
const fewModels = 4;

/** @returns ids of the models added. @throws {UserCancelled} when given up. */
export async function addModel(host: Host, { address }: WizardStart = {}): Promise<readonly string[]> {
  const hasNoKeys = (await host.keys.all()).length === 0;
  const first = hasNoKeys && (await editorModelIds()).length > 0 ? 'vscode-lm' : undefined;
  const picked =
    address === undefined
      ? await pickProvider(vscode.l10n.t('Add a model: choose a provider'), ({ type }) => type !== 'embedded', first)
      : await serverAt(address);
  const { provider, listed } = await listedBy(host, picked);
  const { config } = provider;
  const prices = await loadPriceTable(new Date());
  const priceOf = (model: string) => prices(config, model);
  const isOwnServer = config.type === 'openai-compatible' && provider.entry !== undefined;
  const models = await pickModels(titleOf(config), listed, priceOf, isOwnServer);
  const unpriced = config.type === 'vscode-lm' ? [] : models.filter((model) => priceOf(model).type === 'unknown');
  const stated = unpriced.length > 0 ? await askPrices(unpriced) : [];
  await keepProvider(provider);
  return addModels(
    models.map((model) => {
      const price: StatedPrice = stated[unpriced.indexOf(model)] ?? 'list';
      return { provider: config.name, model, price };
    }),
  );
}

/** The provider's models; an address without `/v1` is tried with it, too. */
async function listedBy(host: Host, picked: PickedProvider) {
  const listed = await connected(host, picked.config);
  const longer = picked.entry?.baseUrl === undefined ? undefined : withVersionPath(picked.entry.baseUrl);
  if (listed !== undefined || longer === undefined) return { provider: picked, listed };
  const entry = { ...picked.entry, baseUrl: longer };
  const config = readProvider(picked.config.name, entry, 'smart.providers');
  const again = await connected(host, config).catch((error: unknown) => {
    if (error instanceof UserCancelled) throw error;
    return undefined;
  });
  return again === undefined ? { provider: picked, listed } : { provider: { config, entry }, listed: again };
}

async function pickModels(
  provider: string,
  listed: readonly string[] | undefined,
  priceOf: (model: string) => Price,
  isOwnServer: boolean,
): Promise<readonly string[]> {
  const title = vscode.l10n.t('Models of {0}', provider);
  // Vertex and some gateways list nothing; whoever uses them knows the names.
  if (listed === undefined) {
    const prompt = vscode.l10n.t('{0} does not list its models. Type names, separated by commas.', provider);
    const validateInput = (text: string) => (namesIn(text).length === 0 ? prompt : undefined);
    return namesIn(chosen(await askText({ title, prompt, ignoreFocusOut: true, validateInput })));
  }
  const items = listed.map((label): vscode.QuickPickItem => {
    const price = priceOf(label);
    const words = priceInWords(price);
    const day = price.type === 'token' && price.asOf !== undefined ? ` (${price.asOf})` : '';
    return {
      label,
      ...(words !== undefined && { description: `${words}${day}` }),
      picked: listed.length === 1 || (isOwnServer && listed.length <= fewModels),
    };
  });
  const picked = chosen(
    await vscode.window.showQuickPick(items, {
      ...{ title, canPickMany: true, ignoreFocusOut: true, matchOnDescription: true },
      placeHolder: vscode.l10n.t('Tick the models to use: an expensive one as the reference, and cheaper ones'),
    }),
  ).map(({ label }) => label);
  return chosen(picked.length > 0 ? picked : undefined);
}

const namesIn = (text: string) =>
  [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');

/** Lets the user state what a model costs. @throws {UserCancelled} when given up. */
export async function changePrice(id: string, more: readonly unknown[] = []): Promise<void> {
  const { models, providers } = await loadHostLadder(more);
  const model = models.find((one) => one.id === id);
  const config = model && providers.get(model.provider);
  if (model === undefined || config === undefined) return;
  const list = (await loadPriceTable(new Date()))(config, model.pricedAs ?? model.modelId, model.settings.serviceTier);
  const [price] = await askPrices([id], list, model.price);
  await setModelPrice(id, model.provider, model.modelId, price!);
}
