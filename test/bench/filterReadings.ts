// Recorded folders as a filter's table: whether the reference gives a certain label. Other labels count as "no".
import type { Answer } from '../../src/engine/answerTable';
import type { AnswerSource } from '../../src/engine/replay';
import type { ScoredTable } from './selecting';

/** Folder and label: the wanted one of two, or the rarer one; of more labels, each that the reference gives to more than a tenth of the rows. */
export const readings: readonly (readonly [folder: string, label: string])[] = [
  ['arxiv56k_llama', 'true'],
  ['babe_8shot', '1'],
  ['bargain_court_opinion', 'true'],
  ['bargain_reviews', 'true'],
  ['boolq_llama', 'false'],
  ['fomc_finance', 'hawkish'],
  ['fomc_finance', 'dovish'],
  ['overruling_frugalgpt', 'yes'],
  ['sms_spam_gpt', 'spam'],
  ['sustfinance', '1'],
  ['toxicity7', '1'],
];

/** The same answers, "yes" where they are the label. */
export function asFilter(source: AnswerSource, label: string): AnswerSource {
  return (model, row): Answer => {
    const answer = source(model, row);
    return answer.key === undefined ? answer : { ...answer, key: answer.key === label ? 'yes' : 'no' };
  };
}

/**
 * The rows with the score that hindsight finds to order them best (by the area under the curve): a model's own probability of "yes" where it tells one, the share of
 * the candidates that say "yes", or a candidate's answer with that share among equal ones. The papers take one cheap model and its score as given.
 */
export function scoredTable(source: AnswerSource, models: number, rowCount: number, twins?: Int32Array): ScoredTable {
  const reference = models - 1;
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  const isWanted = Uint8Array.from(rows, (row) => Number(source(reference, row).key === 'yes'));
  const says = (model: number, row: number) => Number(source(model, row).key === 'yes');
  const candidates = Array.from({ length: reference }, (_, model) => model);
  const votes = Float64Array.from(
    rows,
    (row) => candidates.reduce((sum, model) => sum + says(model, row), 0) / reference,
  );
  const scores = candidates.flatMap((model) => {
    const own = Float64Array.from(rows, (row) => (says(model, row) + votes[row]!) / 2);
    if (source(model, 0).confidence === undefined) return [own];
    const told = Float64Array.from(rows, (row) => {
      const { confidence = 0.5 } = source(model, row);
      return says(model, row) === 1 ? confidence : 1 - confidence;
    });
    return [own, told];
  });
  const best = [votes, ...scores].reduce((one, other) => (area(other, isWanted) > area(one, isWanted) ? other : one));
  return { scores: best, isWanted, headOf: twins ?? rows };
}

/** How often a wanted row has a higher score than another one, equal scores counted half. */
function area(scores: Float64Array, isWanted: Uint8Array): number {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let [below, wins, wanted] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    let [to, hits] = [from, 0];
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) hits += isWanted[order[to++]!]!;
    const others = to - from - hits;
    wins += hits * (below + others / 2);
    wanted += hits;
    below += others;
    from = to;
  }
  return wins / (wanted * below);
}
