// One entry of a ladder as it is written: what may stand in it, and which values each field takes. What an entry means, and what does not go
// together, is ladder.ts's.
import { z } from 'zod';
import {
  modelSettings,
  type EntryField,
  type ModelSettings,
  type ModelSettingTable,
} from '../engine/options/modelSettings';
import type { Domain } from '../engine/options/option';
import { mapped, schemaOf } from '../optionSchema';
import { presetNames } from './presets';
import { bodyShape, headersShape, serviceTierShape } from './requestExtras';

/** What a model is said to cost, in US dollars. */
export type StatedPrice =
  | 'free'
  | { readonly discount: number }
  | {
      readonly inputPerMillion: number;
      readonly outputPerMillion: number;
      readonly cachedInputPerMillion?: number;
      readonly cacheWritePerMillion?: number;
    }
  | { readonly perAnswer: number };

export type LadderEntry = { readonly [K in keyof ModelSettings]: ModelSettings[K] | undefined } & {
  readonly id?: string | undefined;
  readonly provider: string;
  readonly model?: string | undefined;
  readonly price?: StatedPrice | undefined;
  readonly limit?: number | undefined;
  readonly pricedAs?: string | undefined;
  readonly deployment?: string | undefined;
};

const dollars: Domain = { kind: 'number', least: 0 };
const trimmed: Domain = { kind: 'text', isTrimmed: true };

/** The fields of an entry besides the model's settings. */
export const entryFields = {
  id: { domain: trimmed, description: "Name shown in the panel and in results; default: the model's name." },
  provider: {
    domain: { kind: 'text' },
    description: `Who serves it: ${presetNames.join(', ')}, or the name of a provider of your own.`,
    isRequired: true,
  },
  model: { domain: trimmed, description: "The provider's own name of the model; a person has none." },
  price: {
    domain: {
      kind: 'either',
      of: [
        { kind: 'choice', values: ['free'] },
        {
          kind: 'record',
          fields: {
            discount: {
              domain: { kind: 'number', least: 0, most: 1 },
              description: 'Share taken off the list price, 0 to 1.',
              isRequired: true,
            },
          },
        },
        {
          kind: 'record',
          fields: {
            inputPerMillion: { domain: dollars, description: 'US dollars per million input tokens.', isRequired: true },
            outputPerMillion: {
              domain: dollars,
              description: 'US dollars per million output tokens.',
              isRequired: true,
            },
            cachedInputPerMillion: {
              domain: dollars,
              description: 'US dollars per million input tokens read from the prompt cache.',
            },
            cacheWritePerMillion: {
              domain: dollars,
              description: 'US dollars per million input tokens written to the prompt cache.',
            },
          },
        },
        {
          kind: 'record',
          fields: {
            perAnswer: { domain: dollars, description: 'US dollars per label of a person.', isRequired: true },
          },
        },
      ],
    },
    description: '`free`, a discount off the list price, or your own prices; left out: the list price.',
  },
  limit: {
    domain: { kind: 'whole', least: 1, most: 10_000_000 },
    description: 'Most labels that a person gives.',
  },
  pricedAs: {
    domain: trimmed,
    description: "The vendor's name of the model, by which it is priced, where `model` is a name of your own.",
  },
  deployment: { domain: trimmed, description: "Azure: name of the deployment, where it is not the model's." },
} as const satisfies Record<
  Exclude<keyof LadderEntry, keyof ModelSettings>,
  EntryField & { readonly isRequired?: true }
>;

/** Of what goes to a server: a ladder may come from anybody. */
const guarded: Readonly<Record<string, z.ZodType>> = {
  headers: headersShape,
  body: bodyShape,
  serviceTier: serviceTierShape,
};

/** Settings of a model, each checked and optional. */
export function settingShapes(settings: ModelSettingTable): Record<string, z.ZodType> {
  return mapped(settings, (setting, name) => {
    const shape = guarded[name] ?? schemaOf(setting.domain);
    return shape
      .superRefine((value, context) => {
        const message = setting.problem?.(value);
        if (message !== undefined) context.addIssue({ code: 'custom', message });
      })
      .optional();
  });
}

/** @param settings what a model has settings for; tests add to it. */
export function entryShapeOf(settings: ModelSettingTable = modelSettings): z.ZodType<LadderEntry> {
  return z.strictObject({
    ...mapped<EntryField & { readonly isRequired?: true }>(entryFields, ({ domain, isRequired }) =>
      isRequired ? schemaOf(domain) : schemaOf(domain).optional(),
    ),
    ...settingShapes(settings),
  }) as unknown as z.ZodType<LadderEntry>;
}
