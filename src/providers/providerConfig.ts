// How a provider is named and reached: the entry under "providers" of a ladder (providerEntry.ts), completed from its preset. Whether a key may go
// to the address is keyBinding.ts's decision alone.
import { InputError } from '../engine/inputError';
import { type AddressField, type Preset, type PresetName, presetNames, presets } from './presets';
import type { ProviderEntry, ProviderType } from './providerEntry';

/** How to reach whoever answers. */
export type ProviderConfig = {
  readonly name: string;
  readonly type: ProviderType;
  readonly baseUrl?: string | undefined;
  /** Name of the environment variable that holds the key. */
  readonly keyEnv?: string | undefined;
  readonly preset?: PresetName | undefined;
  /** Header that carries the key; absent: the protocol's own. */
  readonly keyHeader?: string | undefined;
  /** Azure: version of its older API; absent: the `v1` path, which has none. */
  readonly apiVersion?: string | undefined;
  /** Azure: the deployment of models that name none. */
  readonly deployment?: string | undefined;
  /** Most requests under way at once. */
  readonly concurrency?: number | undefined;
  /** What the address still lacks; the provider cannot be asked before it is filled in. */
  readonly lacks?: AddressField | undefined;
};

/** Providers that are there without being described. */
export const builtInProviders: ReadonlyMap<string, ProviderConfig> = new Map(
  presetNames.map((preset) => [preset, configOf(preset, { type: preset }, preset)]),
);

/** @param file for messages. @throws {InputError} where the entry does not say what it is, or where it is */
export function readProvider(name: string, entry: ProviderEntry, file: string): ProviderConfig {
  const type = entry.type ?? (isPreset(name) ? name : undefined);
  if (type === undefined)
    throw new InputError(`${file}: providers.${name} needs a type; for a server like OpenAI's "openai-compatible".`);
  return configOf(name, { ...entry, type }, `${file}: providers.${name}`);
}

function configOf(name: string, entry: ProviderEntry & { readonly type: string }, place: string): ProviderConfig {
  const named = entry.server ?? entry.type;
  const preset = isPreset(named) ? named : undefined;
  const known: Preset | undefined = preset && presets[preset];
  const type = known?.type ?? (entry.type as ProviderType);
  if (entry.apiVersion !== undefined || entry.deployment !== undefined || entry.resource !== undefined)
    if (type !== 'azure')
      throw new InputError(`${place}: resource, deployment and apiVersion belong to providers of the type azure only.`);
  const found = entry.baseUrl === undefined ? filledIn(known?.baseUrl, entry) : { baseUrl: entry.baseUrl };
  if (type === 'openai-compatible' && found.baseUrl === undefined && found.lacks === undefined)
    throw new InputError(`${place} needs a baseUrl, e.g. "http://localhost:8080/v1".`);
  const { keyEnv, keyHeader, deployment, concurrency } = entry;
  const azure = type === 'azure' && found.baseUrl !== undefined ? azureParts(found.baseUrl, entry) : {};
  return withoutUndefined({
    ...{ name, type, keyEnv, deployment, concurrency, ...found, ...azure },
    keyHeader: keyHeader?.toLowerCase(),
    // A type that is a preset's name says all.
    preset: preset === type ? undefined : preset,
  });
}

function filledIn(template: string | undefined, entry: ProviderEntry): Pick<ProviderConfig, 'baseUrl' | 'lacks'> {
  if (template === undefined) return {};
  // Vertex' global place has a host of its own.
  let baseUrl = entry.region === 'global' ? template.replace('{region}-', '') : template;
  for (const field of ['resource', 'project', 'region'] as const) {
    if (!baseUrl.includes(`{${field}}`)) continue;
    const value = entry[field];
    if (value === undefined) return { lacks: field };
    baseUrl = baseUrl.replaceAll(`{${field}}`, value);
  }
  return { baseUrl };
}

/** Azure's pages show addresses of three forms: the resource, its `v1` path, and one of a deployment with the version after it. */
function azureParts(address: string, entry: ProviderEntry): Partial<ProviderConfig> {
  const url = new URL(address);
  const deployment = /\/openai\/deployments\/([^/]+)/.exec(url.pathname)?.[1];
  const version = entry.apiVersion ?? url.searchParams.get('api-version') ?? undefined;
  const isV1 = version === undefined || /^(v1|preview|latest)$/.test(version);
  // Whatever else stands after the "?" is refused where keys are decided.
  url.searchParams.delete('api-version');
  url.pathname = url.pathname.replace(/\/openai(\/.*)?$/, '').replace(/\/$/, '') + (isV1 ? '/openai/v1' : '/openai');
  return {
    baseUrl: url.href,
    apiVersion: version === 'v1' ? undefined : version,
    deployment: entry.deployment ?? (deployment === undefined ? undefined : decodeURIComponent(deployment)),
  };
}

/** @throws {InputError} where the provider cannot be reached as it is described */
export function assertComplete(config: ProviderConfig, file: string): void {
  const { lacks } = config;
  if (lacks === undefined) return;
  const example = { resource: 'my-resource', region: 'us-east-1', project: 'my-project' }[lacks];
  const other = lacks === 'resource' ? ' (or "baseUrl", the endpoint that its page shows)' : '';
  throw new InputError(
    `${file}: the provider "${config.name}" needs a ${lacks}${other}. ` +
      `Write "providers": {"${config.name}": {"${lacks}": "${example}"}} beside "models".`,
  );
}

function isPreset(name: string): name is PresetName {
  return (presetNames as readonly string[]).includes(name);
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
