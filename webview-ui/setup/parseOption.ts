// What is typed into the field of an option, read as a value of its domain.
import type { Domain } from '../../src/engine/options/option';

/** @returns undefined: not a value of the domain, or not one yet. */
export function parseOption(text: string, domain: Domain): unknown {
  switch (domain.kind) {
    case 'number': {
      const value = numberOf(text);
      const { moreThan = -Infinity, least = -Infinity, lessThan = Infinity, most = Infinity } = domain;
      return value !== undefined && value > moreThan && value >= least && value < lessThan && value <= most
        ? value
        : undefined;
    }
    case 'whole': {
      const value = numberOf(text);
      const { least, most = Number.MAX_SAFE_INTEGER } = domain;
      return Number.isSafeInteger(value) && value! >= least && value! <= most ? value : undefined;
    }
    case 'list': {
      const parts = text.split(',').map((part) => parseOption(part.trim(), domain.of));
      return parts.includes(undefined) || parts.length < (domain.least ?? 0) ? undefined : parts;
    }
    case 'either':
      return domain.of.map((one) => parseOption(text, one)).find((value) => value !== undefined);
    case 'choice':
      return domain.values.includes(text) ? text : undefined;
    case 'text':
      return text;
    case 'flag':
      return undefined;
  }
}

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
}
