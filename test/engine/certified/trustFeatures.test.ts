// What is told of proposals, column by column: the same figures from the rows' answers, written out for a few rows.
import assert from 'node:assert/strict';
import { AnswerTable } from '../../../src/engine/answerTable';
import { normalScores, standardised } from '../../../src/engine/certified/scales';
import type { Student } from '../../../src/engine/certified/student';
import { describeRows } from '../../../src/engine/certified/trustFeatures';
import { makeRandom } from '../../../src/engine/random';
import { atOnce, blockNumbers } from '../../../src/engine/turns';
import { problemOf } from './settings';

type Answers = {
  readonly rows: number;
  readonly key: (model: number, row: number) => string | undefined;
  readonly confidence?: (model: number, row: number) => number | undefined;
  readonly usd?: (model: number, row: number) => number;
  readonly length?: (row: number) => number;
  readonly isAlike?: boolean;
};
type Column = { readonly mean: number; readonly sd: number; readonly values: readonly number[] };

/** Two candidates, a reference, a student. */
function made({ rows, key, confidence = () => undefined, usd = () => 1, length = () => 7, isAlike = false }: Answers) {
  const likeness = {
    read: (said: string) => ({ words: said.length, blank: said.length % 3 === 0 ? 0.5 : 0 }),
    between: (one: { words: number }, other: { words: number }) => 1 / (1 + Math.abs(one.words - other.words)),
  };
  const problem = problemOf(rows, 2, {
    features: { length, ...(isAlike && { likeness: likeness as never }) },
    table: new AnswerTable(4, rows, 2),
  });
  for (let row = 0; row < rows; row++)
    for (const model of [0, 1]) {
      const [said, sure] = [key(model, row), confidence(model, row)];
      problem.table.record(model, row, {
        ...(said === undefined ? { status: 'invalid' } : { status: 'valid', key: said }),
        ...{ costUsd: usd(model, row), ...(sure !== undefined && { confidence: sure }) },
      });
    }
  return problem;
}

const scaled = (values: readonly number[]) => {
  const column = atOnce(standardised(Float64Array.from(values)));
  return column && Array.from(column);
};

/** The columns, each less its mean and with 0 for the unknown, but for the first. */
function plainly({ rows, ...answers }: Answers, student?: Student): Column[] {
  const problem = made({ rows, ...answers });
  const all = Array.from({ length: rows }, (_, row) => row);
  const columns: Column[] = [];
  const add = (mean: number, sd: number, values: readonly number[] | undefined) => {
    if (!values) return;
    const known = values.filter(Number.isFinite);
    const level = columns.length === 0 || known.length === 0 ? 0 : known.reduce((sum, x) => sum + x, 0) / known.length;
    columns.push({ mean, sd, values: values.map((x) => (Number.isFinite(x) ? x - level : 0)) });
  };
  add(
    -3,
    2,
    all.map(() => 1),
  );
  const said = (model: number, row: number) => answers.key(model, row);
  const counts = new Map<string | undefined, number>();
  for (const row of all) counts.set(said(0, row), (counts.get(said(0, row)) ?? 0) + 1);
  const count = (key: string | undefined) => counts.get(key)!;
  const keys = [...counts.keys()];
  if (keys.length > 1) add(0.4, 0.7, scaled(all.map((row) => -Math.log((count(said(0, row)) + 0.5) / (rows + 1)))));
  const labels = keys
    .filter((key) => count(key) >= Math.max(3, 0.02 * rows))
    .sort((a, b) => count(b) - count(a))
    .slice(0, 6);
  if (labels.length > 1)
    for (const label of labels)
      add(
        0,
        1,
        all.map((row) => Number(said(0, row) === label)),
      );
  if (answers.isAlike) {
    add(0, 0.5, scaled(all.map((row) => Math.log(1 + (said(0, row)?.length ?? NaN)))));
    const blank = all.map((row) => (said(0, row) === undefined ? NaN : said(0, row)!.length % 3 === 0 ? 0.5 : 0));
    if (blank.some((share) => share > 0)) add(1, 1, blank);
  }
  for (const model of [0, 1]) {
    const sure = all.map((row) => answers.confidence?.(model, row) ?? NaN);
    const scores = atOnce(normalScores(Float32Array.from(sure)));
    if (scores) {
      add(model === 0 ? -0.6 : 0, 0.7, Array.from(scores));
      // An unknown confidence counts as a middling one from here on.
      const middling = columns.at(-1)!.values;
      if (model === 0 && labels.length > 1 && labels.length <= 4)
        for (const label of labels)
          add(
            0,
            0.5,
            all.map((row) => (said(0, row) === label ? middling[row]! : 0)),
          );
      const within = sure.map((p) => Math.min(1 - 1e-9, Math.max(1e-9, Math.fround(p))));
      add(model === 0 ? -1.4 : 0, 0.7, scaled(within.map((p) => Math.log(p / (1 - p)))));
    }
    if (model === 1) {
      const dissent = all.map((row) => {
        const [own, other] = [said(0, row), said(1, row)];
        return own === undefined || other === undefined ? 0 : own === other ? -0.5 : 0.5;
      });
      const share = (1 + dissent.filter((x) => x > 0).length) / (5 + dissent.filter((x) => x !== 0).length);
      const effect = Math.min(3.5, Math.max(0, 0.4 + Math.log((1 - share) / share)));
      add(effect * (1 - 0.6 * (student?.skill ?? 0)), 1, dissent);
      if (answers.isAlike)
        add(
          -0.6,
          0.8,
          scaled(all.map((row) => 1 / (1 + Math.abs((said(0, row)?.length ?? NaN) - (said(1, row)?.length ?? NaN))))),
        );
    }
    add(0.1, 0.4, scaled(all.map((row) => Math.log((answers.usd?.(model, row) ?? 1) + 1e-12))));
  }
  add(0, 0.4, scaled(all.map((row) => Math.log(1 + (answers.length?.(row) ?? 7)))));
  if (student) {
    const odds = all.map((row) => student.logOdds(row, problem.table.keyOf(0, row)));
    add(-3 * student.skill, 1.2, scaled(odds.map((x) => Math.max(-8, Math.min(8, x)))));
    add(
      student.skill,
      1,
      odds.map((x) => (Number.isNaN(x) ? NaN : x < 0 ? 0.5 : -0.5)),
    );
  }
  return columns;
}

function check(answers: Answers, student?: Student): Column[] {
  const all = Int32Array.from({ length: answers.rows }, (_, row) => row);
  const { priors, values } = atOnce(describeRows(made(answers), [0, 1], 0, all, student));
  const wanted = plainly(answers, student);
  assert.deepEqual(
    priors.map(({ mean, sd }) => [mean.toFixed(9), sd]),
    wanted.map(({ mean, sd }) => [mean.toFixed(9), sd]),
  );
  for (const [j, column] of wanted.entries())
    for (const row of all) {
      const [is, should] = [values[row * wanted.length + j]!, column.values[row]!];
      assert.ok(Math.abs(is - should) < 1e-5 * (1 + Math.abs(should)), `column ${String(j)}, row ${String(row)}`);
    }
  return wanted;
}

describe('what is told of proposals', () => {
  const random = makeRandom(4, 'features');
  const drawn = (rows: number) => Array.from({ length: 2 * rows }, () => random.next());
  const of = (values: readonly number[]) => (model: number, row: number) => values[2 * row + model]!;

  it('is a level alone where all answers are alike, and that the others agree', () => {
    assert.equal(check({ rows: 10, key: () => 'a' }).length, 2);
  });

  it('is how rare answers are, which, how sure, who agrees, what they cost and how long rows are', () => {
    for (const kinds of [2, 3, 4, 5, 8]) {
      const rows = 60;
      const [labels, sure, usd] = [drawn(rows), drawn(rows), drawn(rows)].map(of) as [
        ...(readonly ((model: number, row: number) => number)[]),
      ];
      const columns = check({
        rows,
        key: (model, row) => {
          const at = Math.floor((model === 1 && row % 3 > 0 ? labels!(0, row) : labels!(model, row)) * (kinds + 0.4));
          return at === kinds ? undefined : 'abcdefgh'[at]!.repeat(1 + at);
        },
        confidence: (model, row) =>
          row % 7 === 3 ? undefined : row % 11 === 0 ? 1 : row % 13 === 0 ? 0 : sure!(model, row),
        usd: (model, row) => usd!(model, row),
        length: (row) => (row * row) % 17,
        isAlike: kinds % 2 === 1,
      });
      assert.ok(columns.length >= 12, String(columns.length));
    }
  });

  it('has no column for parts that say nothing where no answer has any', () => {
    const columnsOf = (word: string) =>
      check({ rows: 30, key: (_, row) => (row % 2 === 0 ? 'even' : word), isAlike: true }).length;
    assert.equal(columnsOf('three6') - columnsOf('fives'), 1);
  });

  it('has a column of its own for an answer of three rows, or of one row in fifty where there are more', () => {
    const columnsOf = (rows: number, rare: number) =>
      check({ rows, key: (_, row) => (row < rare ? 'rare' : row % 2 === 0 ? 'even' : 'odd') }).length;
    assert.deepEqual([columnsOf(40, 2), columnsOf(40, 3), columnsOf(200, 3), columnsOf(200, 4)], [5, 6, 5, 6]);
  });

  it('counts the dissent of another the more the seldomer it is, up to a bound and never for the proposal', () => {
    const effect = (rows: number, differing: number) =>
      check({ rows, key: (model, row) => (model === 1 && row < differing ? 'b' : 'a') }).at(-1)!.mean;
    assert.ok(Math.abs(effect(35, 4) - (0.4 + Math.log(7))) < 1e-9);
    assert.deepEqual([effect(400, 0), effect(40, 40)], [3.5, 0]);
  });

  it('is of the student its log-odds within bounds and whether it differs, in the measure of its skill', () => {
    const student = {
      ...{ skill: 0.4, dissent: 0.1, answerTo: () => 0 },
      logOdds: (row: number) => (row % 9 === 4 ? NaN : row === 1 ? 0 : (row - 15) * 1.5),
    };
    const columns = check({ rows: 30, key: (model, row) => (model === 1 && row < 5 ? 'b' : 'a') }, student);
    assert.deepEqual(
      columns.map(({ sd }) => sd),
      [2, 1, 1.2, 1],
    );
  });

  it('is the same of many rows, in blocks, as of few', () => {
    const labels = ['a', 'b', 'cc', 'ddd'];
    check({
      ...{ rows: 4100, key: (model, row) => labels[(row + (model === 1 && row % 5 === 0 ? 1 : 0)) % 4] },
      confidence: (model, row) => ((7 * row + model) % 4100) / 4100,
      ...{ usd: (model, row) => 1 + ((row + model) % 10), length: (row) => row % 50 },
    });
  });

  it('is the same of more rows than one block of numbers', () => {
    const labels = ['a', 'b', 'cc', 'ddd'];
    check({ rows: blockNumbers + 5, key: (model, row) => labels[(row + (model === 1 && row % 5 === 0 ? 1 : 0)) % 4] });
  });
});
