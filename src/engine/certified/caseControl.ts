// Case-control sampling: where more rows are known than a fit needs, the few that deviate (cases) are kept before the many that do not
// (controls), and weights undo the choice, so that the rate stays that of all rows (Prentice and Pyke 1979; Fithian and Hastie 2014).

export type CaseControl = {
  readonly cases: readonly number[];
  readonly controls: readonly number[];
  /** Per case, then per control, how many of the rows it stands for. */
  readonly weights: Float64Array;
};

/** At most `most` of the rows. Neither kind is thinned to less than half of that. */
export function subsample(rows: readonly number[], isCase: (row: number) => boolean, most: number): CaseControl {
  const all: { cases: number[]; controls: number[] } = { cases: [], controls: [] };
  for (const row of rows) (isCase(row) ? all.cases : all.controls).push(row);
  const cases = evenly(all.cases, Math.max(Math.floor(most / 2), most - all.controls.length));
  const controls = evenly(all.controls, most - cases.length);
  const weights = new Float64Array(cases.length + controls.length);
  weights.fill(all.cases.length / cases.length, 0, cases.length);
  weights.fill(all.controls.length / controls.length, cases.length);
  return { cases, controls, weights };
}

/** So many of the rows at most, evenly spaced. */
export function evenly(rows: readonly number[], most: number): readonly number[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.floor(((i + 0.5) * rows.length) / most)]!);
}
