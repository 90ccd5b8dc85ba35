// Solved examples against the prompt and the task that they are for: each must name the prompt's fields and hold an answer that the task can
// read, since the model is told to answer like them.
import { makeAnswerParser } from '../task/parseAnswer';
import type { Task } from '../task/task';
import type { PromptProblem } from './promptProblem';
import { own } from '../own';

/** A solved row, shown to the model in the static instruction. */
export type PromptExample = {
  /** Text by field as named in the prompt; absent ones are empty. */
  readonly values: Readonly<Record<string, string>>;
  readonly answer: string;
};

/** Every request carries all of them. */
const mostExamples = 100;

/** @param fields as the prompt names them */
export function checkExamples(
  examples: readonly PromptExample[],
  fields: readonly string[],
  task: Task | undefined,
): PromptProblem[] {
  const parse = task && makeAnswerParser(task);
  const problems: PromptProblem[] = [];
  const note = (severity: PromptProblem['severity'], message: string) => problems.push({ severity, message });
  if (examples.length > mostExamples)
    note(
      'error',
      `${String(examples.length)} examples would be sent with every row; give at most ${String(mostExamples)}.`,
    );
  examples.forEach(({ values, answer }, at) => {
    const name = `Example ${String(at + 1)}`;
    const unknown = Object.keys(values).find((field) => !fields.includes(field));
    if (unknown !== undefined)
      note('error', `${name} gives "${unknown}", which the prompt does not use; it uses ${fields.join(', ')}.`);
    const missing = fields.filter((field) => (own(values, field) ?? '').trim() === '');
    // Without any text the answer would stand alone in every request.
    if (missing.length > 0)
      note(missing.length === fields.length ? 'error' : 'warning', `${name} has no text for ${missing.join(', ')}.`);
    const parsed = parse?.(answer);
    if (parsed?.type === 'invalid') note('error', `${name} has an answer that the task cannot read: ${parsed.reason}`);
  });
  return problems;
}
