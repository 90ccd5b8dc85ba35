// What an answer may be, in words for whoever writes one by hand: a label in a column or in a file of labels.
import type { Task } from './task';

/** `one of "ham", "spam"`. */
export function answerWanted(task: Task): string {
  switch (task.type) {
    case 'labels':
      return `${task.multiple ? 'some' : 'one'} of ${task.labels.map((label) => JSON.stringify(label)).join(', ')}`;
    case 'number':
      return 'a number';
    case 'json':
      return 'JSON';
    default:
      return 'a text';
  }
}
