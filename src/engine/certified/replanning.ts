// When the sample shows more deviations than planned for, what it has cost is not lost: its rows become planning rows, and another policy gets
// a certificate of its own on the rows still open, from an error probability set aside before anything was drawn.
import type { Step } from '../strategy';
import { modelsOf, type Policy } from './policy';
import { searchPolicies, type Prospect } from './policySearch';
import type { Reconsider } from './sampling';
import type { Rows, Setting } from './scene';

/** A new policy must be expected to leave less to pay than this share of what going on leaves. */
const worthwhile = 0.85;

/**
 * @param setting whose looks are those of the second certificate.
 * @param policy the one whose candidates have answered the open rows.
 * @param candidates worth asking about the sampled rows.
 */
export function makeReconsider(
  setting: Setting,
  rows: Rows,
  policy: Policy,
  candidates: readonly number[],
): Reconsider {
  const { problem, costs, units } = setting;
  const { table, reference } = problem;
  return function* reconsider(heads, remainingUsd): Generator<Step, Prospect | undefined, void> {
    const askUsd = (model: number) =>
      heads.filter((head) => !table.isAsked(model, head)).reduce((sum, head) => sum + costs.of(model, head), 0);
    const affordable = candidates.filter(
      (model) => policy.first.includes(model) || askUsd(model) < 0.05 * remainingUsd,
    );
    if (affordable.length < 2) return undefined;
    yield { type: 'ask', phase: 'plan', calls: affordable.map((model) => ({ model, rows: heads })) };
    const left = heads.reduce((sum, head) => sum + units.weight[head]!, 0);
    const known = [...rows.answered(), ...heads.filter((head) => table.isValid(reference, head))];
    const [best] = searchPolicies(
      { ...setting, canSwitch: false },
      { known, openCount: rows.openCount - left, answeredAll: policy.first },
      affordable,
    );
    const isSame =
      best && modelsOf(best.policy).every((model) => modelsOf(policy).includes(model)) && !best.policy.escalation;
    return best && !isSame && best.expectedUsd < worthwhile * remainingUsd ? best : undefined;
  };
}
