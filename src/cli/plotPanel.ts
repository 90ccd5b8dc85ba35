// One panel of the plot: seeds as dots over the allowed share of deviating rows, strategies side by side. Gives SVG, knows nothing of reports.

export type PlotDot = {
  /** Which column (allowed share) and which strategy, counted from 0. */
  readonly column: number;
  readonly series: number;
  readonly value: number;
  readonly title: string;
  /** Drawn as a cross: the run broke its promise. */
  readonly isBroken: boolean;
};

export type PlotPanel = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly seriesCount: number;
  readonly dots: readonly PlotDot[];
  readonly scale: 'log' | 'linear';
  readonly format: (value: number) => string;
  /** Per column a value to mark across it, e.g. what is allowed. */
  readonly marks?: readonly number[];
};

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 12;
const TOP = 30;
const BOTTOM = 34;

export function renderPanel(panel: PlotPanel): string {
  const { columns, seriesCount, dots, marks = [] } = panel;
  const y = makeScale(panel.scale, [...dots.map((dot) => dot.value), ...marks]);
  const columnWidth = (WIDTH - LEFT - RIGHT) / columns.length;
  const place = (value: number) => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - y.at(value))).toFixed(1);
  const parts = [`<text class="title" x="${String(LEFT)}" y="16">${escapeHtml(panel.title)}</text>`];
  for (const tick of y.ticks) {
    parts.push(
      `<line class="grid" x1="${String(LEFT)}" x2="${String(WIDTH - RIGHT)}" y1="${place(tick)}" y2="${place(tick)}"/>`,
      `<text class="tick" x="${String(LEFT - 8)}" y="${place(tick)}" text-anchor="end" dy="0.32em">${escapeHtml(panel.format(tick))}</text>`,
    );
  }
  columns.forEach((label, column) => {
    const from = LEFT + column * columnWidth;
    parts.push(
      `<text class="tick" x="${(from + columnWidth / 2).toFixed(1)}" y="${String(HEIGHT - 12)}" text-anchor="middle">${escapeHtml(label)}</text>`,
    );
    const mark = marks[column];
    if (mark !== undefined)
      parts.push(
        `<line class="allowed" x1="${(from + 4).toFixed(1)}" x2="${(from + columnWidth - 4).toFixed(1)}" y1="${place(mark)}" y2="${place(mark)}"/>`,
      );
  });
  const lane = columnWidth / (seriesCount + 1);
  const countIn = new Map<string, number>();
  for (const { column, series, value, title, isBroken } of dots) {
    const cell = `${String(column)} ${String(series)}`;
    const nth = countIn.get(cell) ?? 0;
    countIn.set(cell, nth + 1);
    // Dots of one lane are spread a little, so that equal ones stay countable.
    const spread = (((nth * 0.618) % 1) - 0.5) * Math.min(14, lane * 0.5);
    const x = LEFT + column * columnWidth + lane * (series + 1) + spread;
    parts.push(renderDot(x, Number(place(value)), series, title, isBroken));
  }
  return `<svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-label="${escapeHtml(panel.title)}">${parts.join('')}</svg>`;
}

function renderDot(x: number, y: number, series: number, title: string, isBroken: boolean): string {
  const inside = `<title>${escapeHtml(title)}</title>`;
  if (!isBroken)
    return `<circle class="s${String(series)}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5">${inside}</circle>`;
  const d = `M${(x - 4).toFixed(1)} ${(y - 4).toFixed(1)}l8 8m0 -8l-8 8`;
  return `<path class="cross s${String(series)}" d="${d}">${inside}</path>`;
}

type Scale = { readonly at: (value: number) => number; readonly ticks: readonly number[] };

function makeScale(type: 'log' | 'linear', values: readonly number[]): Scale {
  const most = Math.max(...values);
  if (type === 'linear') {
    const step = niceStep((most || 1) / 4);
    const ticks = Array.from({ length: Math.ceil((most || 1) / step) + 1 }, (_, i) => i * step);
    const top = ticks.at(-1)!;
    return { at: (value) => value / top, ticks };
  }
  // 1, 2, 5, 10, ... around all values; 1 (no savings) always among them.
  const ladder = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3]! * 10 ** (Math.floor(i / 3) - 4));
  const low = ladder.filter((tick) => tick <= Math.min(1, ...values)).at(-1) ?? ladder[0]!;
  const high = ladder.find((tick) => tick >= Math.max(2, most)) ?? most;
  const span = Math.log(high / low);
  return { at: (value) => Math.log(value / low) / span, ticks: ladder.filter((tick) => tick >= low && tick <= high) };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999)!;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);
}
