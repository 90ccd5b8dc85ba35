// A polite live region: assistive technology hears the latest news at most every few seconds, never a stream of numbers.
import { h } from './element';

const quietMs = 5000;

export function createAnnouncer(): { element: HTMLElement; announce: (text: string) => void } {
  const element = h('div', { class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
  let next: string | undefined;
  let isQuiet = false;
  const speak = () => {
    if (next === undefined) {
      isQuiet = false;
      return;
    }
    element.textContent = next;
    next = undefined;
    isQuiet = true;
    setTimeout(speak, quietMs);
  };
  return {
    element,
    announce: (text) => {
      if (text === element.textContent && next === undefined) return;
      next = text;
      if (!isQuiet) speak();
    },
  };
}
