// The reasons of the engine's decisions in the reader's language.
import type { Why } from '../src/engine/reasons';
import { inEnglish } from '../src/engine/report/reasonsInEnglish';
import { inChinese } from './strings/reasonsZhCn';

export type EngineWords = (why: Why) => string;

/** For a locale such as `zh-cn` or `de`. */
export function engineWordsFor(locale: string): EngineWords {
  return locale.toLowerCase().startsWith('zh') ? inChinese : inEnglish;
}
