// The real drawing, looking and stopping on a path of rows that all propose the candidate's answer, with marks that a test makes up.
import { AnswerTable } from '../../src/engine/answerTable';
import { RowCosts } from '../../src/engine/certified/costs';
import { scenarioCount, type Curve } from '../../src/engine/certified/forecast';
import type { CalibratedLooks } from '../../src/engine/certified/looks';
import { drawAndLook } from '../../src/engine/certified/sampling';
import { findUnits } from '../../src/engine/certified/units';
import type { DecisionEvent } from '../../src/engine/events';
import type { Problem } from '../../src/engine/strategy';
import { atOnce } from '../../src/engine/turns';

const candidate = 0;
const reference = 1;

export type MadePath = {
  readonly rowCount: number;
  readonly alpha: number;
  readonly looks: CalibratedLooks;
  readonly seed: number;
  /** Rows that are expected to deviate, of each row: what decides when to stop. */
  readonly expected: number;
  readonly deviates: (row: number) => boolean;
  /** Whether a judge says which rows deviate; else the answers' letters do. */
  readonly isJudged: boolean;
};

/** @returns the rows of the certified prefix that the reference was not asked about, and what was told. */
export function drawOnPath({ rowCount, alpha, looks, seed, expected, deviates, isJudged }: MadePath): {
  readonly delivered: readonly number[];
  readonly told: readonly DecisionEvent[];
} {
  const isEqual = (a: string, b: string) => a === b;
  const table = new AnswerTable(2, rowCount, reference, isEqual, isJudged ? () => true : undefined);
  const problem: Problem = {
    models: [],
    reference,
    rowCount,
    accuracy: 1 - looks.hiddenAllowed / rowCount,
    confidence: 1 - alpha,
    seed,
    table,
    features: { length: () => 1 },
  };
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  for (const row of rows) table.record(candidate, row, { status: 'valid', key: 'a' });
  const path = { rows, proposer: new Int16Array(rowCount), deviation: new Float32Array(rowCount) };
  const { accuracy } = problem;
  const setting = {
    ...{ problem, units: atOnce(findUnits(problem)), costs: new RowCosts(problem) },
    ...{ accuracy, hiddenAllowed: looks.hiddenAllowed, alpha, looks },
  };
  const running = rows.map((row) => row + 1);
  const curve: Curve = {
    deviations: Array.from({ length: scenarioCount }, () => Float64Array.from(running, (n) => expected * n)),
    avoidedUsd: Float64Array.from(running),
    rowsPerStep: 1,
    checkUsd: 0,
  };
  const told: DecisionEvent[] = [];
  const run = drawAndLook(setting, path, rows, [{ accuracy, looks }], () => curve);
  for (;;) {
    const turn = run.next();
    if (turn.done) {
      const prefixRows = Math.max(...turn.value[0]!.certificates.map((certificate) => certificate.prefixRows));
      const isAsked = (row: number) => table.isAsked(reference, row);
      return { delivered: Array.from(rows.subarray(0, prefixRows)).filter((row) => !isAsked(row)), told };
    }
    const step = turn.value;
    if (step.type === 'explain') told.push(step.event);
    if (step.type === 'ask')
      for (const { rows: wanted } of step.calls)
        for (const row of Array.from(wanted))
          table.record(reference, row, { status: 'valid', key: isJudged || deviates(row) ? 'b' : 'a' });
    if (step.type === 'compare')
      for (const { model, rows: judged } of step.pairs)
        for (const row of judged) table.recordVerdict(model, row, { same: !deviates(row) });
  }
}
