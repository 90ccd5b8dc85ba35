// Which rows of a long list are in sight, and where they are drawn: plain arithmetic, so that a grid of 100,000 rows holds a few dozen.
// Beyond the height that browsers lay out exactly, the scroll bar is proportional: it moves through a shorter space than the rows fill.

export const maxScrollPx = 8_000_000;

export type Viewport = {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
};
export type Window = {
  /** Rows drawn: first .. end - 1. */
  readonly first: number;
  readonly end: number;
  /** Pixels from the top of the scrolled space to the first drawn row. */
  readonly offsetPx: number;
  /** Height of the scrolled space. */
  readonly spacePx: number;
};

const spareRows = 6;

export function windowOf({ scrollTop, height, rowHeight, total }: Viewport): Window {
  const truePx = total * rowHeight;
  const spacePx = Math.min(truePx, maxScrollPx);
  const trueTop = trueTopOf(scrollTop, { height, rowHeight, total });
  const first = Math.max(0, Math.floor(trueTop / rowHeight) - spareRows);
  const end = Math.min(total, Math.ceil((trueTop + height) / rowHeight) + spareRows);
  return { first, end, offsetPx: scrollTop - trueTop + first * rowHeight, spacePx };
}

/** The scroll position that brings a row wholly into sight with the least movement. */
export function scrollTopFor(row: number, viewport: Viewport): number {
  const { scrollTop, height, rowHeight } = viewport;
  const trueTop = trueTopOf(scrollTop, viewport);
  const top = row * rowHeight;
  const wanted = top < trueTop ? top : top + rowHeight > trueTop + height ? top + rowHeight - height : trueTop;
  return wanted === trueTop ? scrollTop : wanted / stretchOf(viewport);
}

function trueTopOf(scrollTop: number, viewport: Omit<Viewport, 'scrollTop'>): number {
  return Math.max(0, Math.min(scrollTop * stretchOf(viewport), viewport.total * viewport.rowHeight - viewport.height));
}

/** True pixels per scrolled pixel; 1 up to maxScrollPx. */
function stretchOf({ height, rowHeight, total }: Omit<Viewport, 'scrollTop'>): number {
  const truePx = total * rowHeight;
  return truePx <= maxScrollPx ? 1 : (truePx - height) / (maxScrollPx - height);
}
