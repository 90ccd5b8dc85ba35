// Puts values into a sentence of the string tables: `At most {allowed} of {rows} rows`. As text, or as nodes with the values emphasised.
import { h, type Child } from './element';

export type Values = Readonly<Record<string, string>>;

/** The sentence as text. A name without a value stays as it is. */
export function say(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The sentence as nodes, each value in <strong>, kept on one line with the punctuation that follows it. */
export function sayStrong(template: string, values: Values): Child[] {
  const parts = template.matchAll(/\{(\w+)\}([.,;:!?。，；：]?)|[^{]+|\{/g);
  return [...parts].map(([text, name, stop]) => {
    const value = name === undefined ? undefined : values[name];
    return value === undefined ? text : h('span', { class: 'together' }, h('strong', {}, value), stop);
  });
}
