// Sixteen-pixel line icons in the current text colour. Decoration: the words beside them say the same, so they are hidden from assistive technology.
import { svg } from './element';

const paths = {
  check: 'M3 8.5l3.2 3.2L13 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  dash: 'M3.5 8h9',
  differs: 'M3.5 6h9M3.5 10h9M10.5 3.5l-5 9',
  dots: 'M4 8h.01M8 8h.01M12 8h.01',
  warning: 'M8 2.5l6 11H2zM8 6.5v3.5M8 12v.01',
  error: 'M8 2a6 6 0 100 12A6 6 0 008 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  info: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 7.3V11M8 5v.01',
  pencil: 'M10.8 3.2l2 2L6 12l-2.7.7.7-2.7zM9.3 4.7l2 2',
  search: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.3 10.3L13.5 13.5',
  play: 'M5 3.2v9.6L12.5 8z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  stop: 'M4 4h8v8H4z',
  key: 'M10.5 2.5a3 3 0 11-2.6 4.5L3 12v1.5h2V12h1.5v-1.5M11.5 5.4v.01',
  plus: 'M8 3v10M3 8h10',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 3.5v9',
  chart: 'M2.5 13.5h11M4 11V8M8 11V3.5M12 11V6',
  star: 'M8 2.3l1.7 3.6 3.9.5-2.9 2.7.8 3.9L8 11.1 4.5 13l.8-3.9-2.9-2.7 3.9-.5z',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
  text: 'M3 4.5h10M3 8h10M3 11.5h6',
  number: 'M6 2.5l-1.5 11M11.5 2.5L10 13.5M2.5 6h11M2 10.5h11',
  boolean: 'M5 4.5h6a3.5 3.5 0 010 7H5a3.5 3.5 0 010-7zM5 6.5a1.5 1.5 0 100 3 1.5 1.5 0 000-3z',
  date: 'M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5V5M10.5 2.5V5',
  empty: 'M3 3h10v10H3zM3 13L13 3',
  file: 'M4 2h5.5L12.5 5v9H4zM9 2v3.5h3.5',
  export: 'M8 10V2.5M5 5.2L8 2.3l3 2.9M3 9.5v4h10v-4',
  retry: 'M13 8a5 5 0 11-1.6-3.7M13 2.5v3h-3',
} as const;
export type IconName = keyof typeof paths;

export function icon(name: IconName, className = ''): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon icon-${name} ${className}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: paths[name] }),
  );
}
