// What every part of the page is handed: how to ask the host, words and figures of the locale, announcements, and saved state.
import type { ModelChoice, PanelRequests } from '../src/protocol';
import type { AskingEnd } from '../src/rpc';
import type { EngineWords, EstimateWords } from './engineWords';
import type { Format } from './format';
import type { Strings } from './strings';
import type { PageStore } from './vscodeApi';

export type Panel = {
  readonly ask: AskingEnd<PanelRequests>['ask'];
  readonly t: Strings;
  readonly format: Format;
  /** A sentence of the engine's in the reader's language. */
  readonly worded: EngineWords;
  /** What an estimate rests on, in the reader's language. */
  readonly estimateWords: EstimateWords;
  readonly store: PageStore;
  /** Says something to assistive technology, politely and not too often. */
  readonly announce: (text: string) => void;
  /** Waits for the host; a refusal becomes a message on the page. Undefined: it failed. */
  readonly attempt: <T>(request: Promise<T>) => Promise<T | undefined>;
};

/** One page: setup or run. */
export type Page = {
  readonly element: HTMLElement;
  readonly dispose?: () => void;
  /** The ladder has changed, elsewhere. */
  readonly hearModels?: (models: readonly ModelChoice[]) => void;
};
