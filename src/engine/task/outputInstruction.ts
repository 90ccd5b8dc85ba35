// The sentence of a prompt that says what kind of answer is wanted, so that replies can be read back (parseAnswer.ts).
import type { Task } from './task';

/** Empty where the prompt alone says it (text). */
export function outputInstruction(task: Task): string {
  switch (task.type) {
    case 'labels':
      return `Answer with exactly one of these labels and nothing else: ${listLabels(task.labels)}.`;
    case 'number':
      return 'Answer with one plain number and nothing else: digits, a decimal point where needed, no unit, no thousands separator, no percent sign.';
    case 'json':
      return task.fields.length === 0
        ? 'Answer with one JSON value and nothing else.'
        : `Answer with one JSON object and nothing else. It must have the fields ${task.fields.map((field) => JSON.stringify(field)).join(', ')}${task.fields.some((field) => field.includes('.')) ? ' (a dot leads into a nested object)' : ''}.`;
    case 'text':
      return '';
  }
}

/** Bare where that is clear (a reply in quotes costs tokens and hides the label's own log-probability), quoted where a label holds a comma. */
function listLabels(labels: readonly string[]): string {
  const isClear = labels.every((label) => /^[^,"\n]*[^,"\n.\s]$/.test(label));
  return labels.map((label) => (isClear ? label : JSON.stringify(label))).join(', ');
}
