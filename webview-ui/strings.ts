// The panel's words by language. English is the measure; a translation that lacks a sentence does not compile.
import { en } from './strings/en';
import { zhCn } from './strings/zhCn';

export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type Strings = Words<typeof en>;

/** The table for a locale such as `zh-cn` or `de`: Chinese for any `zh`, else English. */
export function stringsFor(locale: string): Strings {
  return locale.toLowerCase().startsWith('zh') ? zhCn : en;
}
