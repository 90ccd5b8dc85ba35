// Reads a models file (JSON): the ladder of models and the providers that they name. Errors are sentences that name the file and the field.
// Keys never stand in it: a provider names an environment variable at most, and keyBinding.ts decides whether that key may go there.
import { z } from 'zod';
import { studentId } from '../engine/strategy';
import { InputError } from '../engine/inputError';
import { isDeeperThan, parseDocument } from '../engine/limits';
import { batchShare, scalePrice } from '../engine/money/cost';
import type { Model, Price } from '../engine/model';
import { nearestName } from '../engine/nearestName';
import { modelSettings, type ModelSettings, type ModelSettingTable } from '../engine/options/modelSettings';
import { embeddedModel } from './embedded/embeddedLadder';
import { embeddedIds, type EmbeddedId } from './embedded/sentimentModels';
import { assertComplete, builtInProviders, type ProviderConfig, readProvider } from './providerConfig';
import { entryFields, entryShapeOf, type LadderEntry, type StatedPrice } from './ladderEntry';
import { readPerson } from './personEntry';
import { type ProviderEntry, providerFields, providerShape } from './providerEntry';
import { providerKinds } from './registry';
import { merged } from './requestExtras';

export type Ladder = { readonly models: readonly Model[]; readonly providers: ReadonlyMap<string, ProviderConfig> };

/** List price of a provider's model at a tier of service; `unknown` where no table has it. */
export type PriceLookup = (provider: ProviderConfig, modelId: string, serviceTier?: string) => Price;

/** An entry of a model: it has a name, and no limit, which is a person's. */
type ModelEntry = Omit<LadderEntry, 'model' | 'limit'> & { readonly model: string };
const fileShapeOf = (settings?: ModelSettingTable) =>
  z.strictObject({
    models: z.array(entryShapeOf(settings)).min(1),
    providers: z.record(z.string().min(1), providerShape).optional(),
  });
const fileShape = fileShapeOf();

/** @param text of the file: `{"models": [...], "providers": {...}}`, or the list of models alone. @throws {InputError} */
export function parseLadder(text: string, file: string, listPrice: PriceLookup): Ladder {
  let value: unknown;
  try {
    value = parseDocument(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${(error as Error).message}`);
  }
  return readLadder(value, file, listPrice);
}

/**
 * The same for a value that is already parsed, e.g. the models of a job file or a setting.
 * @param settings what a model has settings for; tests add to it.
 * @throws {InputError}
 */
export function readLadder(value: unknown, file: string, listPrice: PriceLookup, settings?: ModelSettingTable): Ladder {
  if (isDeeperThan(value))
    throw new InputError(`${file}: objects and lists stand too deep inside one another; no ladder needs that.`);
  const shape = settings ? fileShapeOf(settings) : fileShape;
  const parsed = shape.safeParse(Array.isArray(value) ? { models: value } : value);
  if (!parsed.success)
    throw new InputError(`${file}: ${eachOnce(parsed.error.issues).slice(0, 5).map(sentenceOf).join(' ')}`);
  const providers = new Map(builtInProviders);
  for (const [name, provider] of Object.entries(parsed.data.providers ?? {}))
    providers.set(name, readProvider(name, provider, file));
  const ids = new Set<string>();
  const models = parsed.data.models.map((named, index) => {
    const provider = providers.get(named.provider);
    if (!provider)
      throw new InputError(
        `${file}: models[${String(index)}].provider "${named.provider}" is not known; use one of ${[...providers.keys()].join(', ')}, or define it under "providers".`,
      );
    const place = `${file}: models[${String(index)}]`;
    const model =
      provider.type === 'person'
        ? readPerson(named, place)
        : toModel(
            checkedEntry(named, provider, place, file),
            provider,
            parsed.data.providers?.[named.provider],
            listPrice,
          );
    if (ids.has(model.id))
      throw new InputError(
        `${file}: models[${String(index)}] has the id "${model.id}" of another model; give it an "id" of its own.`,
      );
    if (model.id === '__proto__')
      throw new InputError(
        `${file}: models[${String(index)}] is called "__proto__", which is no name of a model; give it an "id" of its own.`,
      );
    if (model.id === studentId)
      throw new InputError(
        `${file}: models[${String(index)}] is called "${studentId}", which is what results call the local student; give it another "id".`,
      );
    ids.add(model.id);
    return model;
  });
  return { models, providers };
}

/** An entry of a model, which has a name with its provider. @throws {InputError} where its fields do not go together */
function checkedEntry(named: LadderEntry, provider: ProviderConfig, place: string, file: string): ModelEntry {
  const { model: modelName, limit, ...rest } = named;
  if (modelName === undefined)
    throw new InputError(`${place}.model is missing: the name that the provider "${provider.name}" has for the model.`);
  if (limit !== undefined || (typeof rest.price === 'object' && 'perAnswer' in rest.price))
    throw new InputError(
      `${place}: "limit" and "perAnswer" are of labels, which a person gives ("provider": "person"); a model is capped by --budget or --most-requests.`,
    );
  const entry: ModelEntry = { ...rest, model: modelName };
  assertComplete(provider, file);
  const kind = providerKinds[provider.type];
  if (entry.batch && !(kind.isRemote && kind.createBatch))
    throw new InputError(
      `${place}.batch: only providers of type openai or anthropic have a batch service; remove "batch" or change the provider.`,
    );
  if (entry.batch && (entry.serviceTier ?? entry.headers) !== undefined)
    throw new InputError(
      `${place}.${entry.serviceTier === undefined ? 'headers' : 'serviceTier'} does not go with "batch"; remove one of them.`,
    );
  if (entry.deployment !== undefined && provider.type !== 'azure')
    throw new InputError(`${place}.deployment is for providers of the type azure only; remove it.`);
  if (provider.type === 'embedded' && !isEmbeddedId(entry.model))
    throw new InputError(
      `${place}.model: there is no embedded classifier "${entry.model}"; there are ${embeddedIds.join(', ')}.`,
    );
  if (entry.rowsPerRequest !== undefined && !mayHoldRows(provider))
    throw new InputError(
      `${place}.rowsPerRequest: embedded classifiers read one row at a time and are sent no instruction that could be shared; remove it.`,
    );
  return entry;
}

/** What a model is called where nobody has named it. */
export function usualId({
  model,
  batch,
  rowsPerRequest,
}: {
  readonly model: string;
  readonly batch?: boolean | undefined;
  readonly rowsPerRequest?: number | undefined;
}): string {
  const asked = [
    ...(batch ? ['batch'] : []),
    ...(rowsPerRequest === undefined ? [] : [`${String(rowsPerRequest)} rows`]),
  ];
  return asked.length > 0 ? `${model} (${asked.join(', ')})` : model;
}

function toModel(
  entry: ModelEntry,
  provider: ProviderConfig,
  common: ProviderEntry | undefined,
  listPrice: PriceLookup,
): Model {
  const { id, provider: name, model, price, deployment = provider.deployment, pricedAs = model, ...settings } = entry;
  const headers = { ...common?.headers, ...settings.headers };
  const body = merged(common?.body ?? {}, settings.body ?? {});
  const { batch = false, serviceTier } = settings;
  const modelId = deployment ?? model;
  return {
    id: id ?? usualId(entry),
    provider: name,
    modelId,
    ...(pricedAs !== modelId && { pricedAs }),
    price: priceOf(price, batch, () =>
      isEmbeddedId(model) && provider.type === 'embedded'
        ? embeddedModel(model).price
        : listPrice(provider, pricedAs, serviceTier),
    ),
    settings: withoutUndefined({
      ...settings,
      headers: Object.keys(headers).length > 0 ? headers : undefined,
      body: Object.keys(body).length > 0 ? body : undefined,
    }),
  };
}

/** Whether requests carry an instruction that several rows could share. */
const mayHoldRows = ({ type }: ProviderConfig) => type !== 'embedded';

function isEmbeddedId(model: string): model is EmbeddedId {
  return (embeddedIds as readonly string[]).includes(model);
}

/**
 * A price in dollars is the user's own and taken as it stands; what it leaves out of cached input is charged in the proportion that the seller's list
 * has. A discount and the batch share come off the list price.
 */
function priceOf(stated: StatedPrice | undefined, isBatch: boolean, list: () => Price): Price {
  const source = 'your models file';
  if (stated === 'free') return { type: 'token', inputPerMillion: 0, outputPerMillion: 0, source };
  if (stated && 'inputPerMillion' in stated)
    return {
      type: 'token',
      ...cacheShares(stated.inputPerMillion, list()),
      ...withoutUndefined(stated),
      source,
    };
  return scalePrice(list(), (1 - (stated && 'discount' in stated ? stated.discount : 0)) * (isBatch ? batchShare : 1));
}

/** Prices of reading and writing a cache, as the list has them beside its own input price; empty where it has none. */
function cacheShares(inputPerMillion: number, list: Price) {
  if (list.type !== 'token' || !(list.inputPerMillion > 0)) return {};
  const { cachedInputPerMillion: read, cacheWritePerMillion: write } = list;
  const share = inputPerMillion / list.inputPerMillion;
  return {
    ...(read !== undefined && { cachedInputPerMillion: read * share }),
    ...(write !== undefined && { cacheWritePerMillion: write * share }),
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } & ModelSettings {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}

/** The same unknown field in many models is one mistake. */
function eachOnce(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const told = new Set<string>();
  return issues.filter((issue) => {
    if (issue.code !== 'unrecognized_keys') return true;
    const mistake = [issue.path[0], ...issue.keys].join(' ');
    const isNew = !told.has(mistake);
    told.add(mistake);
    return isNew;
  });
}

const fieldsOfModels: readonly string[] = [...Object.keys(entryFields), ...Object.keys(modelSettings)];
const fieldsOfProviders: readonly string[] = Object.keys(providerFields);

/** @param path of the object that has the fields: `models[2]`, `providers.office`, or a part of one of these. */
function mendOf([first, ...more]: readonly string[], path: readonly PropertyKey[]): string {
  if ([first, ...more].some((key) => /key|token|secret/i.test(key!)))
    return 'Keys do not belong in this file: name an environment variable with "keyEnv" under "providers".';
  const isModel = path[0] === 'models';
  const meant = path.length === 2 ? nearestName(first!, isModel ? fieldsOfModels : fieldsOfProviders) : undefined;
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  const ofServer = isModel && path.length === 2 ? nearestName(first!, fieldsOfProviders) : undefined;
  return ofServer === undefined
    ? 'Remove it or check its spelling.'
    : `"${ofServer}" is said of a server, once for all its models: "providers": {"my-server": {"type": "openai-compatible", "${ofServer}": ...}}; each model then has "provider": "my-server".`;
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const field = issue.path
    .map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`))
    .join('');
  const name = field.replace(/^\./, '') || 'the file';
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${key}"`).join(', ');
    return `${name} has the unknown field ${keys}. ${mendOf(issue.keys, issue.path)}`;
  }
  return `${name}: ${issue.message}.`;
}
