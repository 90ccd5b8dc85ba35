// Why something was decided, as data: a code and its figures. Events and journals hold these; sentences are made from them where they are read
// (report/reasonsInEnglish.ts, webview-ui/strings/reasonsZhCn.ts). A new reason is an entry here and its words in both languages.

/** What a figure is. `amount`: a number that may be unknown; names with `usd` are dollars. A list stands for rows of figures. */
type Kind = 'number' | 'numbers' | 'amount' | 'text' | 'texts' | 'reason' | 'reasons';
type Shape = Readonly<Record<string, Kind | readonly [Shape]>>;

type FigureOf<K> = K extends 'number'
  ? number
  : K extends 'numbers'
    ? readonly number[]
    : K extends 'amount'
      ? number | undefined
      : K extends 'text'
        ? string
        : K extends 'texts'
          ? readonly string[]
          : K extends 'reason'
            ? Reason
            : K extends 'reasons'
              ? readonly Reason[]
              : K extends readonly [infer S]
                ? readonly FiguresOf<S>[]
                : never;
type FiguresOf<S> = { readonly [F in keyof S]: FigureOf<S[F]> };

const shapes = {
  // certified: why it goes on, stops or falls back
  'sample-too-large': { deviations: 'number', rows: 'number' },
  'no-path-saves': {},
  'nothing-pays-now': {},
  'too-few-rows-left': {},
  'reference-answers-all': { because: 'reason' },
  'larger-sample-does-not-pay': {},
  'after-planning': {},
  'after-first-answers': {},
  // certified: what becomes of a model or a path
  'in-cheapest-way': {},
  'no-way-with-it-saves': {},
  'share-of-reference': { share: 'amount' },
  'times-the-best': { times: 'amount' },
  'reference-times-the-best': { times: 'amount' },
  'no-way-saves': {},
  // @property uncheckedRows: absent where there are none.
  'prefix-certified': { prefixRows: 'number', pathRows: 'number', uncheckedRows: 'amount', referenceRows: 'number' },
  'allowed-without-evidence': { allowed: 'number', acceptedRows: 'number', referenceRows: 'number' },
  // A filter: rows that keep a cheaper model's yes, and its no.
  'filter-sides': { keptRows: 'number', droppedRows: 'number', referenceRows: 'number' },
  'threshold-kept': { thresholds: 'numbers', kept: 'number', because: 'reason' },
  'drift-found': {
    model: 'text',
    newRows: 'number',
    newDeviating: 'number',
    oldRows: 'number',
    oldDeviating: 'number',
  },
  'student-learned': { teacher: 'text', rows: 'number', dissent: 'number' },
  'order-by-cost': { models: [{ model: 'text', usdPerThousandRows: 'amount' }] },
  'dearer-left-out': {
    models: [{ model: 'text', usdPerThousandRows: 'amount' }],
    reference: 'text',
    referenceUsdPerThousandRows: 'amount',
  },
  'not-tried': { models: 'texts' },
  'tried-first': { models: 'texts', rows: 'number' },
  'sample-drawn-anew': { models: 'texts' },
  all: { reasons: 'reasons' },
  // Names of ways to answer
  'one-model': { model: 'text' },
  'by-trust': { models: 'texts' },
  'escalates-by-trust': { models: 'texts', to: 'text', share: 'number' },

  // profile-all, profile-smart, model-mix
  'agreement-reaches': { lower: 'number', accuracy: 'number' },
  'agreement-below': { upper: 'number', accuracy: 'number' },
  'dearer-than-satisfied': { model: 'text' },
  'interval-spans-threshold': {},
  'profiling-on-unknown': {},
  'profiling-on-costs': { rows: 'number', costUsd: 'amount' },
  'not-worth-profiling': { because: 'reason' },
  'rest-costs': { model: 'text', rows: 'number', costUsd: 'amount', otherwise: 'reason' },
  'cheapest-satisfied': { rows: 'number', costUsd: 'amount' },
  'cheapest-split': {
    splits: 'number',
    agreement: 'number',
    confidence: 'number',
    costUsd: 'amount',
    parts: [{ model: 'text', share: 'number', agreement: 'number', confidence: 'number' }],
  },
  'costs-unknown-no-split': {},

  // Notes of a run
  'costs-turned-out-otherwise': { because: 'reason' },
  'no-forecast': { models: 'texts' },
  // @property chosen: which of them, counted from 0.
  'ways-by-order': { ways: 'reasons', chosen: 'amount' },
  'no-price': { models: 'texts' },
  'asking-rivals': { models: 'texts', rows: 'number' },
  'asking-twice': { model: 'text', rows: 'number' },
  'rows-answered-readably': { model: 'text', rows: 'number' },
  'paused-by-user': {},
  'scan-is-done': {},
  'labels-are-wanted': { person: 'text', rows: 'number', given: 'number' },
  'cap-buys-no-label': { person: 'text', capUsd: 'amount', perLabelUsd: 'amount' },
  cancelled: {},
  'cancelled-all-kept': {},
  'window-closed': {},
} as const satisfies Readonly<Record<string, Shape>>;

export type ReasonCode = keyof typeof shapes;
export type FiguresOfCode<C extends ReasonCode> = FiguresOf<(typeof shapes)[C]>;
export type Reason = {
  readonly [C in ReasonCode]: { readonly code: C; readonly figures: FiguresOfCode<C> };
}[ReasonCode];

/** An amount that is no number is not known, and is left out. */
export function reason<C extends ReasonCode>(code: C, figures: FiguresOfCode<C>): Reason {
  return { code, figures: withoutUnknown(figures) } as Reason;
}

/** A text is what a file's reader or a provider said, or the reason of a run that journal version 1 holds. */
export type Why = Reason | string;

function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnknown);
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, figure]) => figure !== undefined && !isNoNumber(figure));
  return Object.fromEntries(known.map(([name, figure]) => [name, withoutUnknown(figure)]));
}

const isNoNumber = (figure: unknown) => typeof figure === 'number' && !Number.isFinite(figure);

/** The reason without any dollars, for a run in which a price is not known. */
export function withoutDollars<W extends Why>(why: W): W {
  return strip(why) as W;
}

function strip(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\d[\d,]*(\.\d+)?(e[+-]?\d+)?/g, 'an unknown amount');
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !/usd/i.test(name));
  return Object.fromEntries(kept.map(([name, figure]) => [name, strip(figure)]));
}

/** Reasons within reasons of a stranger's journal go no deeper than ours. */
const deepest = 4;

/** Whether a value read from a file is a reason of this version, every figure of its kind. */
export function isReason(value: unknown, depth = 0): value is Reason {
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  const { code, figures } = value as { readonly code?: unknown; readonly figures?: unknown };
  return (
    typeof code === 'string' && Object.hasOwn(shapes, code) && hasShape(figures, shapes[code as ReasonCode], depth)
  );
}

function hasShape(figures: unknown, shape: Shape, depth: number): boolean {
  if (typeof figures !== 'object' || figures === null) return false;
  return Object.entries(shape).every(([name, kind]) =>
    isFigure((figures as Readonly<Record<string, unknown>>)[name], kind, depth),
  );
}

function isFigure(figure: unknown, kind: Shape[string], depth: number): boolean {
  switch (kind) {
    case 'number':
      return typeof figure === 'number';
    case 'numbers':
      return Array.isArray(figure) && figure.every((one) => typeof one === 'number');
    case 'amount':
      return figure === undefined || typeof figure === 'number';
    case 'text':
      return typeof figure === 'string';
    case 'texts':
      return Array.isArray(figure) && figure.every((one) => typeof one === 'string');
    case 'reason':
      return isReason(figure, depth + 1);
    case 'reasons':
      return Array.isArray(figure) && figure.every((one) => isReason(one, depth + 1));
    default:
      return Array.isArray(figure) && figure.every((row) => hasShape(row, kind[0], depth));
  }
}
