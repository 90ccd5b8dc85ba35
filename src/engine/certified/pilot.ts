// Before a policy is chosen: has a cheap candidate answer some rows, so that a student can learn from their text and the plan can count on it.
import type { Answer, AnswerTable } from '../answerTable';
import { studentOf, type Problem, type Step } from '../strategy';
import { makeRandom } from '../random';
import { reason } from '../reasons';
import { inBlocks, type Resting } from '../turns';
import { carriedAnswers } from './carriedRows';
import { countAgreeing } from './certificates';
import type { RowCosts } from './costs';
import { meanCost } from './interview';
import type { Rows, Setting } from './scene';
import { shuffledPlaces } from './places';
import { sigmoid } from './logistic';
import { teachStudent, type Student } from './student';
import type { Units } from './units';

/** Rows of the pilot at most, and fewest that teach anything. */
const mostRows = 1500;
const fewestRows = 500;
/** What a pilot may cost, as a share of the reference on every row. */
const costShare = 0.008;
/** The cheapest candidate that agrees at most this much less often than the best teaches. */
const nearBest = 0.1;

/** A student that contradicts its teacher on more than this many times the share of rows that may deviate is no candidate itself. */
const mostDissent = 2;

/** Whether a pilot is within its budget, at least with the cheapest of the candidates, and the student may answer rows itself. */
export function mayTeach(setting: Setting, rows: Rows, candidates: readonly number[]): boolean {
  const { problem, units, tokens } = setting;
  if (!tokens || problem.student === false) return false;
  const mean = (model: number) => meanCost(setting, rows, model);
  const budget = costShare * mean(problem.reference) * units.heads.length;
  return fewestRows * Math.min(...candidates.map(mean)) <= budget;
}

/** Leaves a student behind; false where there is no text, it would cost too much, or the text tells nothing. */
export function* pilot(setting: Setting, rows: Rows, candidates: readonly number[]): Generator<Step, boolean, void> {
  const { problem, units, costs, tokens } = setting;
  const { table, reference, seed } = problem;
  if (!tokens) return false;
  const known = rows.answered();
  const agreement = (model: number) => countAgreeing(table, model, known) / known.length;
  const best = Math.max(...candidates.map(agreement));
  const mean = (model: number) => expectedUsd(costs, model, known) / known.length;
  const teacher = candidates
    .filter((model) => agreement(model) >= best - nearBest)
    .reduce((one, other) => (mean(other) < mean(one) ? other : one));
  const order = yield* shuffledPlaces(problem.rowCount, makeRandom(seed, 'pilot'));
  // What the teacher has answered already costs nothing.
  const paid = new Set(carriedAnswers(setting, teacher));
  const isPaid = paid.size >= fewestRows;
  const budget = costShare * mean(reference) * units.heads.length;
  const count = isPaid ? mostRows : Math.min(mostRows, Math.floor(budget / mean(teacher)));
  if (!(count >= fewestRows)) return false;
  const isLesson = (row: number) => (isPaid ? paid.has(row) : units.headOf(row) === row && rows.isOpen(row));
  const open: number[] = [];
  for (let at = 0; at < order.length && open.length < count; at++) if (isLesson(order[at]!)) open.push(order[at]!);
  yield { type: 'ask', phase: 'plan', calls: [{ model: teacher, rows: open }] };
  const student = yield* teachStudent(problem, tokens, teacher, [...open, ...known]);
  if (!student) return false;
  rows.student = student;
  if (problem.student === false || student.dissent > mostDissent * (1 - problem.accuracy)) return true;
  yield* recordAnswers(problem, units, [...rows.openHeads(), ...rows.known], teacher, student);
  const message = reason('student-learned', {
    teacher: problem.models[teacher]!.id,
    rows: open.length + known.length,
    dissent: student.dissent,
  });
  yield { type: 'explain', event: { type: 'noted', message } };
  return true;
}

function expectedUsd(costs: RowCosts, model: number, rows: readonly number[]): number {
  let usd = 0;
  for (const row of rows) usd += costs.of(model, row);
  return usd;
}

/** An answer of each kind, by its number in the table. */
type Made = Map<number, Pick<Answer, 'key' | 'text'>>;

/** The student's own answers, as those of a candidate that costs nothing. */
function* recordAnswers(
  problem: Problem,
  units: Units,
  heads: readonly number[],
  teacher: number,
  student: Student,
): Resting<void> {
  const { table } = problem;
  const column = studentOf(problem);
  const made: Made = new Map();
  yield* inBlocks(problem.rowCount, (from, to) => {
    collectAnswers(made, table, teacher, from, to);
  });
  yield* inBlocks(heads.length, (from, to) => {
    recordBlock(table, column, units, heads.slice(from, to), student, made);
  });
}

function collectAnswers(made: Made, table: AnswerTable, model: number, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    const key = table.keyOf(model, row);
    if (key >= 0 && !made.has(key)) made.set(key, { key: table.keyText(key), text: table.textOf(model, row)! });
  }
}

function recordBlock(
  table: AnswerTable,
  column: number,
  { forEachTwin }: Units,
  heads: readonly number[],
  student: Student,
  made: Made,
): void {
  for (let at = 0; at < heads.length; at++) {
    const key = student.answerTo(heads[at]!);
    const confidence = sigmoid(student.logOdds(heads[at]!, key));
    const answer: Answer = { status: 'valid', ...made.get(key)!, confidence, costUsd: 0 };
    forEachTwin(heads[at]!, (row) => {
      table.record(column, row, answer);
    });
  }
}
