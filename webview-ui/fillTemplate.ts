// Puts values into a sentence of the string tables: `At most {allowed} of {rows} rows`. As text, or as nodes with the values emphasised.
import { h, type Child } from './element';

export type Values = Readonly<Record<string, string>>;

/** The sentence as text. A name without a value stays as it is. */
export function say(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The sentence as nodes, each value in <strong>. */
export function sayStrong(template: string, values: Values): Child[] {
  return template
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => {
      const value = /^\{\w+\}$/.test(part) ? values[part.slice(1, -1)] : undefined;
      return value === undefined ? part : h('strong', {}, value);
    });
}
