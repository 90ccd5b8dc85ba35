// One entry under "providers" of a ladder as it is written, as data: the fields, their words, and which values each takes. Ladders and VS Code's setting
// smart.providers are read by it; package.json, its English words and the table in docs/ladder.md are written from it. What an entry means is
// providerConfig.ts's.
import { z } from 'zod';
import type { Domain } from '../engine/options/option';
import { type EntryField, modelSettings } from '../engine/options/modelSettings';
import { mapped, schemaOf } from '../optionSchema';
import { entryFields } from './ladderEntry';
import { type AddressField, localServers, presetNames } from './presets';
import { bodyShape, headersShape } from './requestExtras';

export const providerTypes = [
  'openai',
  'anthropic',
  'openai-compatible',
  'azure',
  'embedded',
  'vscode-lm',
  'person',
] as const;
/** A kind of provider: one protocol and one way to show a key. What each can do is in registry.ts. */
export type ProviderType = (typeof providerTypes)[number];

export type ProviderEntry = Readonly<Partial<Record<AddressField, string | undefined>>> & {
  /** A kind, or the name of a preset, which is of one. */
  readonly type?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly server?: (typeof localServers)[number] | undefined;
  readonly deployment?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly keyEnv?: string | undefined;
  readonly keyHeader?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
};

export type ProviderField = EntryField & {
  /** What a value must be, where the domain says too little. */
  readonly shape?: z.ZodType;
  /** What VS Code marks at once while the setting is typed. @property problem in words */
  readonly pattern?: { readonly regex: string; readonly problem: string };
  /** It stands in files only: VS Code has another place for it. */
  readonly isOfFiles?: true;
};

const text: Domain = { kind: 'text' };
/** One label of a host name, or one segment of a path: it cannot lead to another host. */
const label = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i, 'takes letters, digits and hyphens only, not a whole address');

/** A setting is a field of `ProviderEntry`, an entry here and its Chinese words in package.nls.zh-cn.json; scripts under test/media write the rest. */
export const providerFields = {
  type: {
    domain: { kind: 'choice', values: [...new Set<string>([...providerTypes, ...presetNames])] },
    description: 'Protocol that the provider speaks.',
  },
  baseUrl: {
    domain: text,
    description: 'Address that requests go to.',
    shape: z.url({ protocol: /^https?$/, error: 'takes an address such as "https://llm.example.com/v1"' }),
    pattern: { regex: '^https?://', problem: 'Must begin with https:// or http://.' },
  },
  server: { domain: { kind: 'choice', values: localServers }, description: 'Kind of server, where known.' },
  resource: {
    domain: text,
    description: 'Azure: name of the resource, the first part of its address.',
    shape: label,
  },
  deployment: { domain: { kind: 'text', isTrimmed: true }, description: entryFields.deployment.description },
  apiVersion: {
    domain: text,
    description: 'Azure: version of the older API, e.g. 2024-10-21; left out: the v1 path.',
    shape: z.string().regex(/^[\w.-]+$/, 'takes a version such as "2024-10-21"'),
  },
  region: {
    domain: text,
    description: "Bedrock and Vertex: the region; `global` for Vertex' global place.",
    shape: label,
  },
  project: { domain: text, description: 'Vertex: id of the project.', shape: label },
  keyEnv: {
    domain: text,
    description: 'Environment variable that holds the key; VS Code keeps keys itself.',
    shape: z.string().regex(/^[A-Za-z_]\w*$/, 'takes the name of an environment variable, never a key'),
    isOfFiles: true,
  },
  keyHeader: {
    domain: text,
    description: 'Header that carries the key, where it is not the usual one.',
    shape: z
      .string()
      .regex(/^(authorization|(x-)?([a-z]+-)*api-key|x-([a-z]+-)*(key|token)|ocp-apim-subscription-key)$/i, {
        error: 'takes a header made for keys, such as "api-key", "x-api-key" or "authorization"',
      }),
  },
  concurrency: {
    domain: { kind: 'whole', least: 1, most: 256 },
    description: 'Most requests under way at once.',
  },
  // Said of a provider they hold for all its models.
  headers: { ...modelSettings.headers, shape: headersShape },
  body: { ...modelSettings.body, shape: bodyShape },
} as const satisfies Record<keyof ProviderEntry, ProviderField>;

/** @param fields tests add to them. */
export function providerShapeOf(fields: Readonly<Record<string, ProviderField>> = providerFields) {
  return z.strictObject(mapped(fields, (field) => (field.shape ?? schemaOf(field.domain)).optional()));
}
export const providerShape = providerShapeOf() as unknown as z.ZodObject<
  { [K in keyof Required<ProviderEntry>]: z.ZodOptional<z.ZodType<NonNullable<ProviderEntry[K]>>> },
  z.core.$strict
>;
