// The plan once the first candidates have answered every open row: what their answers and the rows' text teach may change the rest of it.
import { reason } from '../reasons';
import type { Step } from '../strategy';
import { carriedAnswers } from './carriedRows';
import { considered, forecastOf } from './explaining';
import { planRun } from './planning';
import { askable, type Policy } from './policy';
import type { Rows, Setting } from './scene';
import { teachStudent } from './student';

/** Asks the first candidates about all open rows, learns from the rows' text, and plans the rest anew. */
export function* reviseWithText(
  setting: Setting,
  rows: Rows,
  { first, proposer }: Policy,
): Generator<Step, Policy | undefined, void> {
  const open = rows.openHeads();
  const asked = askable(setting.problem, first);
  yield { type: 'ask', phase: 'profile', calls: asked.map((model) => ({ model, rows: open })) };
  const { problem, tokens } = setting;
  const paid = tokens && asked.includes(proposer) ? carriedAnswers(setting, proposer) : [];
  if (paid.length > 0) yield { type: 'ask', phase: 'profile', calls: [{ model: proposer, rows: paid }] };
  const lessons = paid.length > 0 ? Int32Array.from([...open, ...paid]) : open;
  const student =
    tokens && asked.includes(proposer) ? yield* teachStudent(problem, tokens, proposer, lessons) : undefined;
  if (student) rows.student = student;
  const { prospect, prospects } = yield* planRun(setting, rows, first);
  if (prospects.length > 0) yield { type: 'explain', event: considered(setting, rows, prospects, prospect) };
  if (prospect)
    yield { type: 'explain', event: forecastOf(setting, rows, prospect, reason('after-first-answers', {})) };
  return prospect?.policy;
}
