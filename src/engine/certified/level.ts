// A candidate's level: how often its answers deviate, before anything is known of single rows. Weighing policies begins with it.
import type { Problem } from '../strategy';
import { isDeviation } from './certificates';
import { sigmoid } from './logistic';
import type { Level } from './trustModel';

/** Variance of the candidates' true levels around each other, in log-odds: some models are simply worse than others. */
const levelVariance = 1;

/**
 * How often a proposer's answers deviate, as the other candidates' answers to the same rows make one believe: few known rows tell little of one
 * candidate, and the luckiest of several looks better than it is. As many pseudo-rows as the other candidates' log-odds agree about.
 */
export function levelOf(
  { models }: Problem,
  proposer: number,
  candidates: readonly number[],
  seenOf: (model: number) => Level,
): Level {
  const others: { readonly odds: number; readonly weight: number }[] = [];
  for (const model of candidates) {
    if (model === proposer || model >= models.length) continue;
    const { deviating, rows } = seenOf(model);
    if (rows > 1)
      others.push({
        odds: Math.log(deviating / (rows - deviating)),
        weight: 1 / (levelVariance + 1 / deviating + 1 / (rows - deviating)),
      });
  }
  const total = others.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return { deviating: 0.5, rows: 1 };
  const mean = others.reduce((sum, { odds, weight }) => sum + weight * odds, 0) / total;
  const spread = others.reduce((sum, { odds, weight }) => sum + weight * (odds - mean) ** 2, 0) / total;
  const rate = sigmoid(mean);
  const pseudoRows = 1 / (rate * (1 - rate) * (levelVariance + spread + 1 / total));
  return { deviating: 0.5 + pseudoRows * rate, rows: 1 + pseudoRows };
}

/** How often the model deviates on the known rows that it has answered; one row, deviating by half, stands for what these cannot tell. */
export function seenLevel({ table }: Problem, known: readonly number[], model: number): Level {
  let [deviating, rows] = [0.5, 1];
  for (let i = 0; i < known.length; i++) {
    const row = known[i]!;
    if (!table.isAsked(model, row)) continue;
    rows++;
    if (isDeviation(table, model, row)) deviating++;
  }
  return { deviating, rows };
}
