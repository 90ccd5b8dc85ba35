// The setting smart.models as the form writes it: models added, prices stated. Machine-scoped, so no workspace can change it.
import * as vscode from 'vscode';
import type { StatedPrice } from './askPrice';
import { idOf } from './hostLadder';

type Entry = { readonly id?: string; readonly provider: string; readonly model: string; readonly price?: unknown };

/** A model to add, with what it costs. */
export type AddedModel = { readonly provider: string; readonly model: string; readonly price: StatedPrice };

function named(): readonly Entry[] {
  const own = vscode.workspace.getConfiguration('smart').inspect<readonly Entry[]>('models')?.globalValue;
  return Array.isArray(own) ? own : [];
}

async function keep(entries: readonly Entry[]): Promise<void> {
  await vscode.workspace.getConfiguration('smart').update('models', entries, vscode.ConfigurationTarget.Global);
}

/** @returns their ids: the model's name, with its provider where another one has that name. */
export async function addModels(models: readonly AddedModel[]): Promise<string[]> {
  let entries = named();
  const ids: string[] = [];
  for (const { provider, model, price } of models) {
    const same = entries.find((entry) => entry.provider === provider && entry.model === model);
    const isTaken = entries.some((entry) => entry !== same && idOf(entry) === model);
    const id = same ? idOf(same) : isTaken ? `${model} (${provider})` : model;
    const fresh = { ...(same ?? { ...(id !== model && { id }), provider, model }) };
    const priced = withPrice(fresh, price);
    entries = same ? entries.map((entry) => (entry === same ? priced : entry)) : [...entries, priced];
    ids.push(id);
  }
  await keep(entries);
  return ids;
}

/**
 * A candidate beside a model, which keeps that one's settings.
 * @param of the model, where the setting does not name it: suggested, or of a job file
 * @returns its id
 */
export async function addVariant(
  id: string,
  change: Readonly<Record<string, string | number>>,
  of: Entry,
): Promise<string> {
  const entries = named();
  const variant = { ...(entries.find((entry) => idOf(entry) === of.id) ?? of), ...change, id };
  await keep([...entries.filter((entry) => idOf(entry) !== id), variant]);
  return id;
}

/** States the price of a model that the setting names already or only suggests. */
export async function setModelPrice(id: string, provider: string, model: string, price: StatedPrice): Promise<void> {
  const entries = named();
  const found = entries.find((entry) => idOf(entry) === id);
  const entry = withPrice(found ?? { ...(id !== model && { id }), provider, model }, price);
  await keep(found ? entries.map((one) => (one === found ? entry : one)) : [...entries, entry]);
}

function withPrice({ price: _, ...entry }: Entry, price: StatedPrice): Entry {
  return price === 'list' || price === 'unknown' ? entry : { ...entry, price };
}
