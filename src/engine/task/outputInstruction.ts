// The sentence of a prompt that says what kind of answer is wanted, so that replies can be read back (parseAnswer.ts).
import { fieldRule } from './jsonFields';
import type { Task } from './task';

/** Empty where the prompt alone says it (text). */
export function outputInstruction(task: Task): string {
  switch (task.type) {
    case 'labels':
      if (task.multiple) {
        return `Answer with every one of these labels that applies and nothing else, as a JSON list of strings: ${task.labels.map((label) => JSON.stringify(label)).join(', ')}. If none applies, answer [].`;
      }
      return `Answer with exactly one of these labels and nothing else: ${listLabels(task.labels)}.`;
    case 'number':
      return 'Answer with one plain number and nothing else: digits, a decimal point where needed, no unit, no thousands separator, no percent sign.';
    case 'json': {
      const paths = task.fields.map((field) => fieldRule(field).path).filter((path) => path !== '$');
      if (paths.length === 0) return 'Answer with one JSON value and nothing else.';
      const isNested = paths.some((path) => path.includes('.'));
      return `Answer with one JSON object and nothing else. It must have the fields ${paths.map((path) => JSON.stringify(path)).join(', ')}${isNested ? ' (a dot leads into a nested object)' : ''}.`;
    }
    case 'text':
      return '';
  }
}

/** Bare where that is clear (a reply in quotes costs tokens and hides the label's own log-probability), quoted where a label holds a comma. */
function listLabels(labels: readonly string[]): string {
  const isClear = labels.every((label) => /^[^,"\n]*[^,"\n.\s]$/.test(label));
  return labels.map((label) => (isClear ? label : JSON.stringify(label))).join(', ');
}
