// What is wrong with a job file or with options, as sentences in the words of the field instead of the validator's.
import type { z } from 'zod';
import { nearestName } from '../engine/nearestName';

type Issue = z.core.$ZodIssue;

/** @param nameOf how the user wrote the field: `"accuracy"` in a file, `--accuracy` on the command line */
export function problemSentence(issue: Issue, nameOf: (field: string) => string, fields: readonly string[]): string {
  const [field, ...inner] = issue.path.map(String);
  const place = inner
    .map((part) => (/^\d+$/.test(part) ? ` number ${String(Number(part) + 1)}` : ` "${part}"`))
    .join(',');
  const name = field === undefined ? '' : `${nameOf(field)}${place && `,${place}`}`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const [key = ''] = issue.keys;
      const near = nearestName(key, fields);
      return `there is no field "${key}"${name && ` in ${name}`}${near === undefined ? '' : `; did you mean "${near}"`}`;
    }
    case 'too_small':
      return `${name} ${atLeast(issue.origin, Number(issue.minimum), issue.inclusive ?? true)}`;
    case 'too_big': {
      const maximum = Number(issue.maximum);
      // 95 for 0.95 is the commonest slip.
      const share = maximum <= 1 ? '; a share is written as 0.95, not 95' : '';
      return `${name} must be ${issue.inclusive ? 'at most' : 'less than'} ${String(maximum)}${share}`;
    }
    case 'invalid_type':
      if (/received undefined/.test(issue.message) && inner.length === 0 && name !== '') return `${name} is missing`;
      return `${name || 'it'} must be ${nameOfType(issue.expected)}`;
    case 'invalid_value':
      return `${name} must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return `${name || 'it'} cannot be read: ${issue.message}`;
  }
}

function atLeast(origin: string, minimum: number, isInclusive: boolean): string {
  if (origin === 'string') return 'is empty; fill it in or leave it out';
  if (origin === 'array') return `needs at least ${String(minimum)} ${minimum === 1 ? 'entry' : 'entries'}`;
  return `must be ${isInclusive ? 'at least' : 'more than'} ${String(minimum)}`;
}

function nameOfType(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    int: 'a whole number',
    number: 'a number',
    string: 'a text',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object in braces',
  };
  return names[expected] ?? `of the kind ${expected}`;
}
