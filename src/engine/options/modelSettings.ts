// The settings of a model, as data: the values that each takes, its words, and whether it asks the model otherwise than the job says. Entries of a
// ladder, VS Code's setting smart.models, manifests, requests to workers, reports and the table in docs/ladder.md are derived from it.
import type { Excerpt } from '../prompt/excerpt';
import type { Domain } from './option';

/** How a model is asked; each field is described in the table below. */
export type ModelSettings = {
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly reasoningEffort?: string;
  readonly logprobs?: boolean;
  readonly batch?: boolean;
  readonly serviceTier?: string;
  /** Secrets stand as `${env:NAME}`, never as they are. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly prompt?: string;
  readonly excerpt?: Excerpt;
  readonly rowsPerRequest?: number;
};

/** A field of a ladder's entry. */
export type EntryField = {
  readonly domain: Domain;
  /** A sentence or two, for docs/ladder.md and VS Code's settings. */
  readonly description: string;
};

export type ModelSetting<T = unknown> = EntryField & {
  /** What a report calls it. */
  readonly name: string;
  /** The value in a report, where it is not to be told as it is. */
  shown?(value: T): string;
  /** @returns what is wrong with a value of the domain, as a clause */
  problem?(value: T): string | undefined;
  /** Such a model is asked otherwise than the job says: it is a candidate, never the reference. */
  readonly makesVariant?: true;
  /** It has been applied by the time a request is made, so that whoever sends it is not told. */
  readonly isAppliedBefore?: true;
};

export type ModelSettingTable = Readonly<Record<string, ModelSetting>>;

const text: Domain = { kind: 'text' };
const characters: Domain = { kind: 'whole', least: 0, most: 1_000_000 };

/** A setting is a field of `ModelSettings`, an entry here and its Chinese words in package.nls.zh-cn.json; scripts under test/media write the rest. */
export const modelSettings = {
  temperature: {
    domain: { kind: 'number', least: 0, most: 2 },
    description: "Sampling temperature; left out: the provider's own default.",
    name: 'temperature',
  },
  maxOutputTokens: {
    domain: { kind: 'whole', least: 1 },
    description: 'Largest number of output tokens of one answer.',
    name: 'output tokens at most',
  },
  reasoningEffort: {
    domain: text,
    description: 'Reasoning effort, where the model has one.',
    name: 'reasoning effort',
  },
  logprobs: {
    domain: { kind: 'flag' },
    description: 'Ask for log-probabilities, from which trust in an answer is computed. Default: true.',
    name: 'log-probabilities',
  },
  batch: {
    domain: { kind: 'flag' },
    description: "Use the provider's batch service: half the price, answers within a day.",
    name: 'batch service',
    isAppliedBefore: true,
  },
  serviceTier: {
    domain: text,
    description: 'Tier of service, e.g. `flex`, where the provider has tiers.',
    name: 'service tier',
  },
  headers: {
    domain: { kind: 'map', of: 'text' },
    description: 'Headers of every request; a secret is written `${env:NAME}`, bound to the host by SMART_ALLOW_HOSTS.',
    name: 'headers',
    // What they hold may be private; a report is passed on.
    shown: (headers) => Object.keys(headers).join(', '),
  },
  body: {
    domain: { kind: 'map', of: 'anything' },
    description: 'Fields that are merged into the body of every request.',
    name: 'body',
  },
  prompt: {
    domain: { kind: 'text', isTrimmed: true },
    description: "A prompt of the model's own in place of the job's, without its examples. Makes it a candidate only.",
    name: 'prompt of its own',
    makesVariant: true,
    isAppliedBefore: true,
  },
  excerpt: {
    domain: {
      kind: 'either',
      of: [
        {
          kind: 'record',
          fields: {
            head: { domain: characters, description: 'Characters kept of the beginning of a text.', default: 0 },
            tail: { domain: characters, description: 'Characters kept of the end of a text.', default: 0 },
          },
        },
        {
          kind: 'record',
          fields: {
            passages: {
              domain: { kind: 'whole', least: 1, most: 1000 },
              description: 'Passages kept of a text: those that share the rarest words with the prompt.',
              isRequired: true,
            },
          },
        },
      ],
    },
    description: 'What the model reads of long texts. Makes it a candidate only.',
    name: 'reads of long texts',
    problem: (excerpt) =>
      'passages' in excerpt || excerpt.head + excerpt.tail > 0
        ? undefined
        : 'an excerpt keeps at least one character of the head or the tail',
    makesVariant: true,
    isAppliedBefore: true,
  },
  rowsPerRequest: {
    domain: { kind: 'whole', least: 2, most: 100 },
    description: 'Rows that one request holds; left out: one. Makes it a candidate only.',
    name: 'rows per request',
    makesVariant: true,
    isAppliedBefore: true,
  },
} as const satisfies { readonly [K in keyof Required<ModelSettings>]: ModelSetting<Required<ModelSettings>[K]> };

/** Settings under which a candidate may be cheaper than the same model asked as it is. */
export type VariantChange = { readonly rowsPerRequest: number } | { readonly reasoningEffort: string };
