// The draft being edited, and what the host says about it: every edit is kept across reloads at once and sent to the host after a short pause.
// Replies that come back out of order are dropped, so the feedback shown is always of the latest draft that was answered.
import type { Draft, ModelChoice, SetupFeedback, SetupState } from '../../src/protocol';
import type { Panel } from '../panel';

const pauseMs = 250;

export type DraftChange = { readonly [K in keyof Draft]?: Draft[K] | undefined };

export type Form = {
  readonly dataset: SetupState['dataset'];
  readonly draft: () => Draft;
  readonly feedback: () => SetupFeedback;
  readonly models: () => readonly ModelChoice[];
  /** Id of the reference: as chosen, else the most expensive model that takes part, as the host says. */
  readonly referenceId: () => string | undefined;
  /** Whether the feedback is of the draft as it stands. */
  readonly isSettled: () => boolean;
  /** Changes fields; undefined removes one. */
  readonly change: (change: DraftChange) => void;
  /** What the host says of the draft after something that is no edit of it. */
  readonly setFeedback: (feedback: SetupFeedback) => void;
  /** @param added those that take part from now on */
  readonly setModels: (models: readonly ModelChoice[], added?: readonly string[]) => void;
  /** Whether the user has begun: before, nothing is told to be wrong. */
  readonly isBegun: () => boolean;
  /** What a field holds cannot be taken: `message` says what is wanted. Undefined: it can. */
  readonly setWrong: (field: string, message: string | undefined) => void;
  /** The first that cannot be taken. */
  readonly wrong: () => string | undefined;
  /** Calls back now and on every change of draft, feedback or models. */
  readonly watch: (callback: () => void) => void;
  readonly dispose: () => void;
};

export function createForm(panel: Panel, setup: SetupState): Form {
  const saved = panel.store.get().setup;
  // Another setup of the same file (a job file's, the next run's) brings a draft of its own.
  const isSavedOurs = saved?.id === setup.id;
  let draft = isSavedOurs ? saved.draft : setup.draft;
  let { feedback, models } = setup;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let version = 0;
  let answered = 0;
  const isGoingOn = draft.prompt.trim() !== '';
  let isBegun = isGoingOn;
  /** Ticks and unticks are the user's own from the first one on. */
  let hasOwnModels = draft.models.length > 0;
  const wrong = new Map<string, string>();
  const watchers: (() => void)[] = [];
  const tell = () => {
    for (const watcher of watchers) watcher();
  };
  const send = async () => {
    timer = undefined;
    const sent = version;
    const reply = await panel.attempt(panel.ask('updateDraft', { draft }));
    if (!reply || sent < answered) return;
    answered = sent;
    feedback = reply;
    if (!hasOwnModels && draft.models.length === 0 && feedback.startingModels)
      keep({ models: feedback.startingModels });
    tell();
  };
  const keep = (change: DraftChange) => {
    const entries = Object.entries({ ...draft, ...change }).filter(([, value]) => value !== undefined);
    draft = Object.fromEntries(entries) as Draft;
    panel.store.save({ setup: { id: setup.id, draft } });
    sendSoon();
  };
  const sendSoon = () => {
    version++;
    clearTimeout(timer);
    timer = setTimeout(() => void send(), pauseMs);
  };
  if (isSavedOurs && JSON.stringify(saved.draft) !== JSON.stringify(setup.draft)) sendSoon();
  return {
    dataset: setup.dataset,
    draft: () => draft,
    feedback: () => feedback,
    models: () => models,
    referenceId: () => draft.reference ?? feedback.referenceId,
    isSettled: () => answered === version,
    change: (change) => {
      isBegun = true;
      if (change.models !== undefined) hasOwnModels = true;
      keep(change);
      tell();
    },
    setModels: (next, added = []) => {
      models = next;
      const wanted = new Set([...draft.models, ...added]);
      if (added.length > 0) hasOwnModels = true;
      keep({ models: models.map(({ id }) => id).filter((id) => wanted.has(id)) });
      tell();
    },
    setFeedback: (next) => {
      feedback = next;
      tell();
    },
    // Until the host has answered the first edit, what it says is of the empty form.
    isBegun: () => isGoingOn || (isBegun && answered > 0),
    setWrong: (name, message) => {
      if (wrong.get(name) === message) return;
      if (message === undefined) wrong.delete(name);
      else wrong.set(name, message);
      tell();
    },
    wrong: () => [...wrong.values()][0],
    watch: (callback) => {
      watchers.push(callback);
      callback();
    },
    dispose: () => {
      clearTimeout(timer);
    },
  };
}

/** Runs `draw` only when what it reads has changed since it last ran. */
export function whenChanged<T>(read: () => T, draw: (value: T) => void): () => void {
  let last: string | undefined;
  return () => {
    const value = read();
    const key = JSON.stringify(value);
    if (key === last) return;
    last = key;
    draw(value);
  };
}
