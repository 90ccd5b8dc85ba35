// Makes DOM elements: HTML with h(), drawings with svg(). Text always becomes a text node, never markup, whatever it holds.
// Attributes are set as given; `on` holds listeners, `vars` CSS custom properties (set from script, which the page's CSP allows).

export type Child = Node | string | undefined | false;
type Listeners = { readonly [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
export type Props = {
  readonly on?: Listeners;
  readonly vars?: Readonly<Record<string, string>>;
  readonly [attribute: string]: unknown;
};

/** An HTML element. Attributes that are undefined or false are left out; true sets the bare attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  decorate(element, props);
  append(element, children);
  return element;
}

/** An SVG element; same rules. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  decorate(element, props);
  append(element, children);
  return element;
}

/** Sets attributes, listeners and custom properties. */
export function decorate(element: HTMLElement | SVGElement, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') {
      for (const [type, listener] of Object.entries(value as Listeners))
        element.addEventListener(type, listener as EventListener);
    } else if (name === 'vars') {
      for (const [key, text] of Object.entries(value as Record<string, string>)) element.style.setProperty(key, text);
    } else if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string' || typeof value === 'number') element.setAttribute(name, String(value));
  }
}

/** Replaces what an element holds. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== undefined && child !== false) element.append(child);
}

let lastId = 0;
/** An id that no other element has. */
export function freshId(prefix: string): string {
  return `${prefix}-${String(++lastId)}`;
}
