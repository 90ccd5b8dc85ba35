// Checks what the host tells before the panel draws it: the outer shape of each news of protocol.ts. The host is our own code, so the
// figures inside are believed; this catches a message that is not ours or of another version. Hand-written: the page stays small.
import type { PanelNews, PanelView } from '../protocol';

/** @throws {Error} when it is no view of a panel. */
export function parsePanelView(body: unknown): PanelView {
  const { view, setup, state, comparison } = recordOf(body);
  const isSetup = view === 'setup' && isRecord(setup) && isRecord(setup.draft) && Array.isArray(setup.models);
  const isRun = view === 'run' && isRecord(state) && typeof state.phase === 'string' && isRecord(state.profiles);
  const isComparison =
    view === 'comparison' && isRecord(comparison) && isRecord(comparison.before) && isRecord(comparison.after);
  if (!isSetup && !isRun && !isComparison) throw new Error('The host sent a view that this panel does not know.');
  return body as PanelView;
}

export const newsParsers: { readonly [K in keyof PanelNews]: (body: unknown) => PanelNews[K] } = {
  view: parsePanelView,
  models: (body) => {
    const { models } = recordOf(body);
    if (!Array.isArray(models) || !models.every((model) => isRecord(model) && typeof model.id === 'string'))
      throw new Error('The host sent models that this panel cannot read.');
    return body as PanelNews['models'];
  },
  events: (body) => {
    const { events } = recordOf(body);
    if (!Array.isArray(events) || !events.every((event) => isRecord(event) && typeof event.type === 'string'))
      throw new Error('The host sent events that this panel cannot read.');
    return body as PanelNews['events'];
  },
};

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
