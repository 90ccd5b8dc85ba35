// How many answers of a job the response cache holds, told before it begins: they are paid. Counted on a sample of the rows; nothing is sent.
import { InputError } from '../engine/inputError';
import { rowsPerRequestOf, type Model } from '../engine/model';
import { makeRandom, shuffle } from '../engine/random';
import { cacheKey } from '../providers/cached';
import { addressOf } from '../providers/createProvider';
import type { ProviderConfig } from '../providers/providerConfig';
import { providerKinds } from '../providers/registry';
import type { AnswersPerModel } from './answersToTakeOver';
import type { JobPlan } from './planJob';

/** Rows that are looked up; their share stands for the rest. */
const rowsLookedUp = 1000;

/**
 * @param has whether the cache holds an answer to what the key stands for
 * @param configOf the provider of that name
 * @returns distinct rows per model, by its id; models of which there are none, and those that answer several rows together, are left out
 */
export async function keptAnswers(
  { models, prompt, dataset, problem, job, distinctRows }: JobPlan,
  has: (key: string) => boolean,
  configOf: (name: string) => ProviderConfig | undefined,
): Promise<AnswersPerModel> {
  const rows = shuffle(
    Int32Array.from({ length: problem.rowCount }, (_, row) => row),
    makeRandom(problem.seed, 'kept answers'),
  ).slice(0, rowsLookedUp);
  const looked = models.flatMap((model) => {
    const endpoint = endpointOf(model, configOf(model.provider));
    return endpoint === undefined
      ? []
      : [{ model, endpoint, prompt: prompt.of(model), keys: new Set<string>(), kept: 0 }];
  });
  if (looked.length === 0) return new Map();
  for await (const row of dataset.rows(rows.sort()))
    for (const each of looked) {
      const key = cacheKey({ model: each.model, ...each.prompt.render(row), task: job.task }, each.endpoint);
      if (each.keys.has(key)) continue;
      each.keys.add(key);
      if (has(key)) each.kept++;
    }
  return new Map(
    looked.flatMap(({ model, keys, kept }) =>
      kept > 0 ? [[model.id, Math.round((distinctRows * kept) / keys.size)] as const] : [],
    ),
  );
}

/** What is paid either way: an answer of an earlier run is in the cache as a rule. */
export function mostOf(some: AnswersPerModel | undefined, others: AnswersPerModel): AnswersPerModel | undefined {
  if (others.size === 0) return some;
  const all = new Map(some);
  for (const [model, count] of others) all.set(model, Math.max(count, all.get(model) ?? 0));
  return all;
}

function endpointOf(model: Model, config: ProviderConfig | undefined): string | undefined {
  if (!config || model.price.type === 'cpu' || rowsPerRequestOf(model) > 1) return undefined;
  if (!providerKinds[config.type].isRemote) return config.name;
  try {
    return addressOf(config);
  } catch (error) {
    // Said where the model is asked.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
