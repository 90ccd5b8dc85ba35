// Models and their prices. A model is one way to answer a row: provider + model id + settings, with a price.
import { modelSettings, type ModelSettings, type ModelSettingTable } from './options/modelSettings';

/** What a model charges. Money is in US dollars. An unknown price is `unknown`, never 0. */
export type Price =
  | {
      readonly type: 'token';
      readonly inputPerMillion: number;
      readonly outputPerMillion: number;
      /** Price of input tokens read from the provider's prompt cache; absent: charged as ordinary input. */
      readonly cachedInputPerMillion?: number;
      /** Price of input tokens written to the provider's prompt cache (Anthropic); absent: charged as ordinary input. */
      readonly cacheWritePerMillion?: number;
      /** Requests with more input tokens than this are charged so many times the input (and cache) and output rates. */
      readonly longContext?: {
        readonly aboveInputTokens: number;
        readonly inputFactor: number;
        readonly outputFactor: number;
      };
      /** Where the figures come from and of which day, for the estimate's small print. */
      readonly source?: string;
      readonly asOf?: string;
    }
  | {
      /** An embedded classifier: charged by the CPU seconds that it is measured to take. */
      readonly type: 'cpu';
      readonly usdPerCpuSecond: number;
      /** Typical CPU seconds of one row. Decisions use this constant so that a seed reproduces a run; bills use the measurement. */
      readonly nominalSecondsPerRow: number;
    }
  | {
      /** Of a person, who is asked for labels (provider `person`). */
      readonly type: 'answer';
      /** Dollars of a label; absent: it costs no money, and decisions treat it as far more expensive than any request. */
      readonly perAnswerUsd?: number;
      /** Labels that are to be had at most; absent: as many as are wanted. */
      readonly limit?: number;
    }
  | { readonly type: 'unknown' };

export type Model = {
  /** Unique in a ladder; what people see and type. */
  readonly id: string;
  /** Name of the provider instance that answers: 'openai', 'anthropic', 'embedded', 'vscode-lm', or one that the user named. */
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly modelId: string;
  /** The vendor's name of the model, where `modelId` is a name that the user gave (a deployment): prices and traits go by it. */
  readonly pricedAs?: string;
  readonly price: Price;
  readonly settings: ModelSettings;
};

/** Rows that one request to the model holds. */
export function rowsPerRequestOf({ settings }: Pick<Model, 'settings'>): number {
  return settings.rowsPerRequest ?? 1;
}

/** Whether a person gives the answers: asked for labels in rounds, between the sessions of a run. */
export function isPerson({ price }: Pick<Model, 'price'>): boolean {
  return price.type === 'answer';
}

/** Whether what the model costs is weighed by a stand-in, so that no forecast in dollars may be told. */
export function isUnpriced({ price }: Pick<Model, 'price'>): boolean {
  return price.type === 'unknown' || (price.type === 'answer' && price.perAnswerUsd === undefined);
}

/**
 * Whether the model is asked otherwise than the job's prompt says: such a model is a candidate, never the reference.
 * @param table what a model has settings for; tests add to it.
 */
export function isVariant({ settings }: Model, table: ModelSettingTable = modelSettings): boolean {
  return Object.entries(settings).some(([name, value]) => value !== undefined && table[name]?.makesVariant === true);
}

/** Whether the model answers when it is asked: neither in batches, which take up to a day, nor as a person, who is given rounds of labels. */
export function answersAtOnce(model: Pick<Model, 'price' | 'settings'>): boolean {
  return model.settings.batch !== true && !isPerson(model);
}
