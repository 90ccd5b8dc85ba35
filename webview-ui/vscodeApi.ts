// The one call of acquireVsCodeApi: the page's transport to the host, and the little UI state that survives a reload.
import type { Transport } from '../src/rpc';
import type { Draft, RowFilter } from '../src/protocol';

/** What a reloaded page takes up again. Nothing of a dataset but the draft that the user typed. */
export type SavedState = {
  readonly setup?: { readonly id: string; readonly draft: Draft };
  readonly run?: {
    readonly runId: string;
    readonly filter?: RowFilter;
    readonly gridTop?: number;
    readonly row?: number;
    readonly isSideBySide?: boolean;
  };
  readonly pageTop?: number;
  readonly tables?: readonly string[];
};

export type VsCodeApi = {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};
declare function acquireVsCodeApi(): VsCodeApi;

export type PageStore = { readonly get: () => SavedState; readonly save: (change: Partial<SavedState>) => void };

export function connectPage(): { transport: Transport; store: PageStore } {
  const api = acquireVsCodeApi();
  let state = (api.getState() ?? {}) as SavedState;
  return {
    transport: {
      post: (message) => {
        api.postMessage(message);
      },
      listen: (callback) => {
        const onMessage = (event: MessageEvent<unknown>) => {
          callback(event.data);
        };
        window.addEventListener('message', onMessage);
        return () => {
          window.removeEventListener('message', onMessage);
        };
      },
    },
    store: {
      get: () => state,
      save: (change) => {
        state = { ...state, ...change };
        api.setState(state);
      },
    },
  };
}
