// What an estimate rests on, as data: the form says it in the reader's language, the command line in English.
import type { PromiseKind } from '../promise/kinds';
import { countOf, formatPercent } from '../text/figures';

export type EstimateNote =
  /** Output tokens as answers to this very question took them. */
  | { readonly type: 'measured'; readonly models: readonly string[]; readonly answers: number }
  /** Neither a name nor a setting says whether these think before they answer: the high end takes it that they do. */
  | { readonly type: 'unknown-names'; readonly models: readonly string[] }
  /** Output tokens as models of this kind take as a rule. */
  | { readonly type: 'guessed'; readonly models: readonly string[] }
  /** Input tokens, counted with a model's own vocabulary. */
  | { readonly type: 'counted'; readonly encodings: readonly string[] }
  /** Input tokens of models whose vocabulary is not public. */
  | { readonly type: 'by-characters'; readonly charactersPerToken: number }
  | { readonly type: 'list-prices'; readonly day: string }
  | { readonly type: 'computing-times' }
  /** @property share of the best possible saving, in [0, 1], that is expected. */
  | { readonly type: 'expected-share'; readonly share: number }
  /** The same after a run of the same rows and models. @property accuracy the threshold of that run */
  | { readonly type: 'share-of-run'; readonly share: number; readonly accuracy: number }
  /** @property share of the rows that are taken to be answered with yes, or to lose more than the mean. */
  | { readonly type: 'planned-as'; readonly promise: PromiseKind; readonly share: number };

const trialInEnglish = 'Ten trial answers narrow it';

/** @param trial how the reader gets ten answers. @returns whole sentences */
export function notesInEnglish(notes: readonly EstimateNote[], trial = trialInEnglish): string {
  return notes.map((note) => sentence(note, trial)).join(' ');
}

const plannedAs: Readonly<Record<PromiseKind, string>> = {
  filter: 'were answered with yes',
  loss: 'lost more than the mean',
};

function sentence(note: EstimateNote, trial: string): string {
  switch (note.type) {
    case 'measured':
      return `Answer length of ${listed(note.models)}: measured on ${countOf(note.answers, 'answer')}.`;
    case 'unknown-names':
      return `Answer length of ${listed(note.models)}: unknown, so the high end assumes thinking before each answer. ${trial}.`;
    case 'guessed':
      return `Answer length of ${listed(note.models)}: typical of such models.`;
    case 'counted':
      return `Tokens counted with ${note.encodings.join(', ')}.`;
    case 'by-characters':
      return `Tokens estimated at ${String(note.charactersPerToken)} characters each where a model's tokeniser is not public.`;
    case 'list-prices':
      return `List prices of ${note.day}.`;
    case 'computing-times':
      return 'Typical computing times of the classifiers on this machine.';
    case 'expected-share':
      return `The expected cost assumes ${(100 * note.share).toFixed(0)}% of the best possible saving, the median of nine recorded datasets.`;
    case 'share-of-run':
      return `The expected cost assumes ${(100 * note.share).toFixed(0)}% of the best possible saving, by what the earlier run at ${formatPercent(note.accuracy)} accuracy saved.`;
    case 'planned-as':
      return `Planned as if ${(100 * note.share).toFixed(0)}% of the rows ${plannedAs[note.promise]}, while those datasets were measured with an accuracy.`;
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[], and = ' and ', comma = ', '): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(comma)}${and}${names.at(-1)!}`;
}
