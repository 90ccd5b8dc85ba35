// How a reply ended, from what the server calls it: every vendor and gateway has words of its own, some in capitals, so kinds of words decide.
import type { FinishReason } from '../engine/provider';

const kinds: readonly (readonly [RegExp, FinishReason['unified']])[] = [
  [
    /^(stop(_?(sequence|token))?|end(_?turn)?|eos(_?token)?|tool_(use|calls?)|function_call|completed?|finish(ed)?|done|normal|success)$/,
    'stop',
  ],
  [
    /content|safety|filter|refus|block|prohibit|recitation|spii|sensitive|moderat|guardrail|toxic|policy|flagged|^language$/,
    'content-filter',
  ],
  [/length|max|limit|context|truncat|token/, 'length'],
  [
    /error|fail|abort|cancel|incomplete|interrupt|time_?out|pause|resource|malformed|unexpected|network|disconnect|broken|repetition/,
    'broken-off',
  ],
];

/** A word that is not known, or none, says nothing: `other`. */
export function finishOf(reason: string | null | undefined): FinishReason {
  const raw = typeof reason === 'string' && reason !== '' ? reason : 'unknown';
  const word = raw.toLowerCase().replace(/[\s-]+/g, '_');
  return { unified: kinds.find(([pattern]) => pattern.test(word))?.[1] ?? 'other', raw };
}
