// The models that this user may use: those of the setting smart.models, suggestions beside them (each vendor's usual sizes), and the embedded
// classifiers that can run here. Machine-scoped settings only: a workspace cannot add an address.
import type { Model } from '../../engine/model';
import { embeddedLadder } from '../../providers/embedded/embeddedLadder';
import { readLadder, usualId, type Ladder } from '../../providers/ladder';
import { loadPriceTable } from '../../providers/priceTable';
import { readSettings } from '../settings';

/** Suggested beside what the user has named: sizes of one family, most of which tell log-probabilities. */
const suggestedModels = [
  { provider: 'openai', model: 'gpt-4.1' },
  { provider: 'openai', model: 'gpt-4.1-mini' },
  { provider: 'openai', model: 'gpt-4.1-nano' },
  { provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { provider: 'anthropic', model: 'claude-haiku-4-5' },
] as const;

/** Id of a model as a setting or a job file names it. */
export function idOf(model: unknown): string {
  const {
    id,
    model: name,
    ...asked
  } = model as {
    id?: string;
    model?: string;
    batch?: boolean;
    rowsPerRequest?: number;
  };
  return id ?? usualId({ model: name ?? '', ...asked });
}

/** The same model of the same provider under the same id; its price and settings may differ, and the user's own count. */
function isSame(a: unknown, b: unknown): boolean {
  const names = (model: unknown) => {
    const { provider, model: name } = (model ?? {}) as { provider?: string; model?: string };
    return JSON.stringify([idOf(model ?? {}), provider, name]);
  };
  return names(a) === names(b);
}

export type HostLadder = Ladder & {
  /** Ids of the models that nobody has named. */
  readonly suggested: ReadonlySet<string>;
};

/**
 * @param more models of a job file, beside those of the settings
 * @param editorIds models of VS Code to suggest first
 * @throws {InputError} naming the setting and the mend
 */
export async function loadHostLadder(
  more: readonly unknown[] = [],
  editorIds: readonly string[] = [],
): Promise<HostLadder> {
  const { models, providers } = readSettings();
  const prices = await loadPriceTable(new Date());
  const own = [...models, ...more.filter((model) => !models.some((mine) => isSame(mine, model)))];
  const suggestions = [
    ...editorIds.map((model) => ({ provider: 'vscode-lm', model })),
    // A provider of that name elsewhere need not have the vendor's models.
    ...suggestedModels.filter(({ provider }) => !(provider in providers)),
  ].filter((one) => !own.some((mine) => isNamed(mine, one)));
  const named = readLadder({ models: [...own, ...suggestions], providers }, 'Setting smart.models', prices);
  const ids = new Set(named.models.map(({ id }) => id));
  return {
    ...named,
    models: [...named.models, ...embeddedModels().filter(({ id }) => !ids.has(id))],
    suggested: new Set(suggestions.map(({ model }) => model)),
  };
}

/** The user has the suggested model already, or another one under its id. */
function isNamed(mine: unknown, suggestion: { readonly provider: string; readonly model: string }): boolean {
  const { provider, model } = (mine ?? {}) as { provider?: string; model?: string };
  return idOf(mine ?? {}) === suggestion.model || (provider === suggestion.provider && model === suggestion.model);
}

/** The classifiers whose packages are there; a packaged extension has fewer than a checkout. */
export function embeddedModels(): readonly Model[] {
  return embeddedLadder().flatMap(({ model, unavailable }) => (unavailable === undefined ? [model] : []));
}
