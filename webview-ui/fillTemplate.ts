// Puts values into a sentence of the string tables, as nodes with the values emphasised; as text: textTemplate.ts.
import { h, type Child } from './element';
import { withWord, type Values } from './textTemplate';

export { say } from './textTemplate';

/** The sentence as nodes, each value in <strong>, kept on one line with the punctuation that follows it. */
export function sayStrong(template: string, values: Values): Child[] {
  const parts = template.matchAll(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}([.,;:!?。，；：]?)|[^{]+|\{/g);
  return [...parts].map(([text, name, one, other, stop]) => {
    const value = name === undefined ? undefined : values[name];
    return value === undefined
      ? text
      : h('span', { class: 'together' }, h('strong', {}, withWord(value, one, other)), stop);
  });
}
