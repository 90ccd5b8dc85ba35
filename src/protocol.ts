// Every message between the extension host and the panel, both ways. State first, then events; nothing is inlined in the page.
import type { RunEvent } from './engine/events';
import type { RunState } from './engine/runState';

export type ToPanel =
  | { readonly type: 'state'; readonly state: RunState }
  | { readonly type: 'events'; readonly events: readonly RunEvent[] };

export type FromPanel = { readonly type: 'ready' } | { readonly type: 'cancel' };
