// A file of solved rows for `--examples`: any dataset whose columns are those that the prompt uses, and `answer`.
import { openDataset } from '../datasets/openDataset';
import { InputError } from '../engine/inputError';
import type { PromptExample } from '../engine/prompt/checkExamples';
import { parseTemplate } from '../engine/prompt/parseTemplate';
import { readField, resolveField } from '../engine/prompt/resolveField';

const answerColumn = 'answer';

/** @throws {InputError} naming the file and what it lacks. */
export async function readExamples(path: string, prompt: string): Promise<PromptExample[]> {
  const dataset = await openDataset(path);
  try {
    if (!dataset.columns.includes(answerColumn))
      throw new InputError(
        `${path} has no column "${answerColumn}" (it has ${dataset.columns.join(', ')}); name the column of the right answers so.`,
      );
    const used = new Set(parseTemplate(prompt).parts.flatMap((part) => (part.type === 'reference' ? [part.name] : [])));
    const absent = [...used].find((field) => resolveField(field, dataset.columns) === undefined);
    if (absent !== undefined)
      throw new InputError(
        `${path} has no column "${absent}", which the prompt uses (it has ${dataset.columns.join(', ')}); give the examples the prompt's columns.`,
      );
    const examples: PromptExample[] = [];
    for await (const row of dataset.rows()) {
      const values = [...used].flatMap((field) => {
        const text = readField(row, resolveField(field, dataset.columns)!);
        return text === undefined ? [] : [[field, text] as const];
      });
      examples.push({ values: Object.fromEntries(values), answer: row.get(answerColumn) ?? '' });
    }
    return examples;
  } finally {
    await dataset.close();
  }
}
