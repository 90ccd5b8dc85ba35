// The reasons of the engine's decisions in the reader's language.
import type { Why } from '../src/engine/reasons';
import { notesInEnglish, type EstimateNote } from '../src/engine/money/estimateNotes';
import { inEnglish } from '../src/engine/report/reasonsInEnglish';
import { notesInChinese } from './strings/estimateZhCn';
import { inChinese } from './strings/reasonsZhCn';

export type EngineWords = (why: Why) => string;
export type EstimateWords = (notes: readonly EstimateNote[]) => string;

/** For a locale such as `zh-cn` or `de`. */
export function engineWordsFor(locale: string): EngineWords {
  const words = isChinese(locale) ? inChinese : inEnglish;
  // As the page's own figures are written.
  return (why) => words(why).replace(/(\d) %/g, '$1%');
}

/** What an estimate rests on, in sentences. */
export function estimateWordsFor(locale: string): EstimateWords {
  return isChinese(locale) ? notesInChinese : (notes) => notesInEnglish(notes);
}

const isChinese = (locale: string) => locale.toLowerCase().startsWith('zh');
