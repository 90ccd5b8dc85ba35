// How page and host tell which of a panel's subjects, shown one after the other, a message is about (rpc.ts, Turning).
import type { PanelNews, PanelRequests } from '../protocol';

export const turning: { readonly request: keyof PanelRequests; readonly news: keyof PanelNews } = {
  request: 'ready',
  news: 'view',
};
