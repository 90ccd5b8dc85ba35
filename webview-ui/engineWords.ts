// The engine's sentences in the reader's language. They arrive as English text with figures in it, because a run's journal is read by people and
// by later versions; here a sentence is recognised by its template and said anew.
import { engineZhCn } from './strings/engineZhCn';

export type EngineWords = (sentence: string) => string;

/** For a locale such as `zh-cn` or `de`; English sentences stay as they are, and so does whatever is not known. */
export function engineWordsFor(locale: string): EngineWords {
  if (!locale.toLowerCase().startsWith('zh')) return (sentence) => sentence;
  const templates = engineZhCn.map(([english, chinese]) => ({ pattern: patternOf(english), chinese }));
  const translate: EngineWords = (sentence) => {
    for (const { pattern, chinese } of templates) {
      const found = pattern.exec(sentence);
      if (found) return chinese.replace(/\{(\d)\}/g, (_, at: string) => translate(found[Number(at) + 1] ?? ''));
    }
    return sentence;
  };
  return translate;
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`);
}
