// One model's agreement with the reference over the rows it was profiled on: the measured share as a line, its interval as a band that
// closes in, and the accuracy threshold as a dashed line. Draws at true pixels; words and figures stand beside it, not in it.
import { svg } from '../element';

export type FunnelPoint = {
  readonly asked: number;
  readonly agreed: number;
  readonly lower?: number;
  readonly upper?: number;
};

export type FunnelOptions = {
  readonly points: readonly FunnelPoint[];
  readonly threshold: number;
  /** Right end of the x axis in rows, and lower end of the y axis: shared by all models, so that they compare. */
  readonly maxAsked: number;
  readonly floor: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly label: string;
  readonly thresholdText: string;
  readonly axisText: (share: number) => string;
  readonly rowsText: string;
};

const left = 40;
const right = 10;
const top = 8;
const bottom = 20;

export function funnel(options: FunnelOptions): SVGSVGElement {
  const { points, threshold, widthPx, heightPx, floor, maxAsked } = options;
  const x = (asked: number) => left + ((widthPx - left - right) * asked) / Math.max(1, maxAsked);
  const y = (share: number) => top + ((heightPx - top - bottom) * (1 - clamp(share, floor))) / (1 - floor);
  const place = (asked: number, share: number) => `${x(asked).toFixed(1)},${y(share).toFixed(1)}`;
  const banded = points.filter(({ lower, upper }) => lower !== undefined || upper !== undefined);
  // Before any row is asked everything is possible: that is where the band opens.
  const open = place(0, 1);
  const openFloor = place(0, floor);
  const band = [
    open,
    ...banded.map(({ asked, upper = 1 }) => place(asked, upper)),
    ...banded.toReversed().map(({ asked, lower = floor }) => place(asked, lower)),
    openFloor,
  ].join(' ');
  const line = points.map(({ asked, agreed }) => place(asked, agreed / asked)).join(' ');
  const last = points.at(-1);
  const bottomY = heightPx - bottom;
  // The middle one at a whole multiple of 5 %: nobody reads 87.5 %.
  const ticks = [1, Math.round(10 * (1 + floor)) / 20, floor];
  return svg(
    'svg',
    {
      class: 'funnel',
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${String(widthPx)} ${String(heightPx)}`,
      role: 'img',
      'aria-label': options.label,
    },
    ...ticks.map((share) => svg('line', { class: 'rule', x1: left, x2: widthPx - right, y1: y(share), y2: y(share) })),
    ...ticks
      .filter((share) => Math.abs(y(share) - y(threshold)) > 12)
      .map((share) =>
        svg('text', { class: 'axis', x: left - 6, y: y(share) + 4, 'text-anchor': 'end' }, options.axisText(share)),
      ),
    // A single measurement has no way that led to it; its whisker says all.
    banded.length > 1 && svg('polygon', { class: 'band', points: band }),
    points.length > 1 && svg('polyline', { class: 'trace', points: line }),
    svg('line', { class: 'threshold', x1: left, x2: widthPx - right, y1: y(threshold), y2: y(threshold) }),
    svg(
      'text',
      { class: 'axis threshold-text', x: left - 6, y: y(threshold) + 4, 'text-anchor': 'end' },
      options.thresholdText,
    ),
    last && whisker(x(last.asked), y(last.lower ?? floor), y(last.upper ?? 1)),
    last && svg('circle', { class: 'dot', cx: x(last.asked), cy: y(last.agreed / last.asked), r: 4 }),
    svg('text', { class: 'axis', x: left, y: bottomY + 15 }, '0'),
    svg('text', { class: 'axis', x: widthPx - right, y: bottomY + 15, 'text-anchor': 'end' }, options.rowsText),
  );
}

function whisker(at: number, lower: number, upper: number): SVGElement {
  return svg('path', {
    class: 'whisker',
    d: `M${String(at)} ${String(upper)}V${String(lower)}M${String(at - 4)} ${String(upper)}h8M${String(at - 4)} ${String(lower)}h8`,
  });
}

function clamp(share: number, floor: number): number {
  return Math.max(floor, Math.min(1, share));
}

/** A round lower end of the y axis that shows the threshold and what was measured, without showing more than needed. */
export function floorOf(shares: readonly number[], threshold: number): number {
  const least = Math.min(threshold - (1 - threshold), ...shares);
  return Math.max(0, Math.min(0.95, Math.floor(least * 20 - 1e-9) / 20));
}
