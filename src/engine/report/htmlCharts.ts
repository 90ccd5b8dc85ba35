// The report's charts as inline SVG. Horizontal places are per cent of the width, so a chart fits a phone and a page without a script, and
// its text keeps its size. Every chart says in words what it shows; the same figures stand in the tables.
import { escapeHtml } from './escapeHtml';
import { countOf, formatPercent, formatUsd } from '../text/figures';
import type { ReportData, ReportModel } from './reportData';

/** CSS class that carries the model's colour: the reference has its own, the others take turns. */
function colourClass(models: readonly ReportModel[], id: string): string {
  const model = models.find((candidate) => candidate.id === id);
  if (!model) return 'c-none';
  if (model.isReference) return 'c-reference';
  return `c-${String(models.filter(({ isReference }) => !isReference).indexOf(model) % 6)}`;
}

type Part = { readonly label: string; readonly value: number; readonly colour: string; readonly figure: string };

/** One stacked bar whose full width stands for `whole`. */
function stackedBar(parts: readonly Part[], whole: number, label: string): string {
  let at = 0;
  const rects = parts.map(({ value, colour, label: name, figure }) => {
    const width = (value / whole) * 100;
    const rect = `<rect class="${colour}" x="${place(at)}" y="0" width="${place(width)}" height="100%"><title>${escapeHtml(`${name}: ${figure}`)}</title></rect>`;
    at += width;
    return rect;
  });
  return `<svg class="bar" role="img" aria-label="${escapeHtml(label)}">${rects.join('')}</svg>`;
}

function legend(parts: readonly Part[]): string {
  const items = parts.map(
    ({ label, colour, figure }) =>
      `<li><svg class="key" aria-hidden="true"><rect class="${colour}" width="100%" height="100%" rx="2"/></svg><span>${escapeHtml(label)}</span> <b>${escapeHtml(figure)}</b></li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

/** Which model answers how many rows. */
export function mixChart({ models, failedRows, dataset }: ReportData): string {
  const whole = models.reduce((sum, { delivered }) => sum + delivered, failedRows);
  if (whole === 0) return '';
  const share = (rows: number) => `${countOf(rows, 'row')}, ${formatPercent(rows / whole, 1)}`;
  const parts: Part[] = models
    .filter(({ delivered }) => delivered > 0)
    .map(({ id, delivered, isReference }) => ({
      label: isReference ? `${id} (reference)` : id,
      value: delivered,
      colour: colourClass(models, id),
      figure: share(delivered),
    }));
  if (failedRows > 0) parts.push({ label: 'failed', value: failedRows, colour: 'c-failed', figure: share(failedRows) });
  return (
    stackedBar(
      parts,
      whole,
      `Who answers the ${countOf(dataset.rowCount, 'row')}: ${parts.map(({ label, figure }) => `${label} ${figure}`).join('; ')}`,
    ) + legend(parts)
  );
}

/** What was spent, by model, beside what the reference alone costs. */
export function costChart({ models, costs, reference }: ReportData): string {
  const { spentUsd, referenceUsd } = costs;
  if (spentUsd === undefined || referenceUsd === undefined || !(Math.max(spentUsd, referenceUsd) > 0)) return '';
  const whole = Math.max(spentUsd, referenceUsd);
  const parts: Part[] = models
    .filter(({ costUsd }) => costUsd !== undefined && costUsd > 0)
    .map(({ id, costUsd }) => ({
      label: id,
      value: costUsd!,
      colour: colourClass(models, id),
      figure: formatUsd(costUsd),
    }));
  const alone: Part = { label: reference, value: referenceUsd, colour: 'c-reference', figure: formatUsd(referenceUsd) };
  const row = (name: string, usd: number, bar: string) =>
    `<div class="barrow"><span>${escapeHtml(name)}</span><b>${escapeHtml(formatUsd(usd))}</b>${bar}</div>`;
  return (
    row('This run', spentUsd, stackedBar(parts, whole, `This run: ${formatUsd(spentUsd)}`)) +
    row(
      `${reference} alone`,
      referenceUsd,
      stackedBar([alone], whole, `${reference} alone: ${formatUsd(referenceUsd)}`),
    ) +
    (parts.length > 1 ? legend(parts) : '')
  );
}

/** Each candidate's agreement with its interval, against the threshold. */
export function agreementChart({ models, accuracy }: ReportData): string {
  const compared = models.filter(({ agreement }) => agreement && agreement.asked > 0);
  if (compared.length === 0) return '';
  const lows = compared.map(({ agreement }) => agreement!.lower ?? agreement!.agreed / agreement!.asked);
  const from = Math.max(0, Math.floor((Math.min(accuracy, ...lows) - 0.02) * 10) / 10);
  const x = (share: number) => place(((Math.min(1, Math.max(from, share)) - from) / (1 - from)) * 100);
  const threshold = `<line class="threshold" x1="${x(accuracy)}" x2="${x(accuracy)}" y1="0" y2="100%"/>`;
  const rows = compared.map(({ id, agreement }) => {
    const { agreed, asked, lower, upper } = agreement!;
    const share = agreed / asked;
    const interval =
      lower === undefined && upper === undefined
        ? ''
        : `, ${formatPercent(lower ?? 0, 1)} to ${formatPercent(upper ?? 1, 1)}`;
    const words = `${formatPercent(share, 1)}${interval}`;
    const [low, high] = [lower ?? 0, upper ?? 1];
    const width = place((Math.max(0, Math.min(1, high) - Math.max(from, low)) / (1 - from)) * 100);
    const band =
      interval === ''
        ? ''
        : `<rect class="${colourClass(models, id)} band" x="${x(low)}" y="6" width="${width}" height="8" rx="4"/>`;
    return `<div class="barrow"><span>${escapeHtml(id)}</span><b>${escapeHtml(words)}</b><svg class="dots" role="img" aria-label="${escapeHtml(`${id} agrees on ${words}; wanted ${formatPercent(accuracy)}`)}"><line class="track" x1="0" x2="100%" y1="10" y2="10"/>${band}${threshold}<circle class="${colourClass(models, id)} dot" cx="${x(share)}" cy="10" r="6"/></svg></div>`;
  });
  return `<div class="agreement">${rows.join('')}${axis(from, accuracy, x)}</div>`;
}

function axis(from: number, accuracy: number, x: (share: number) => string): string {
  const step = 1 - from > 0.55 ? 0.2 : 1 - from > 0.25 ? 0.1 : 0.05;
  const ticks: number[] = [];
  for (let share = 1; share >= from - 1e-9; share -= step) ticks.push(Math.max(0, share));
  const spot = (share: number) => (share > 0.9999 ? 'end' : share < from + 1e-9 ? 'start' : 'middle');
  const texts = ticks.map(
    (share) =>
      `<text x="${x(share)}" y="15" text-anchor="${spot(share)}">${escapeHtml(formatPercent(share, 0))}</text>`,
  );
  const isLeft = accuracy - from < (1 - from) * 0.4;
  const words = escapeHtml(`wanted ${formatPercent(accuracy)}`);
  const wanted = `<text class="wanted" x="${x(accuracy)}" y="34" text-anchor="${isLeft ? 'start' : 'end'}">${isLeft ? `▲ ${words}` : `${words} ▲`}</text>`;
  return `<svg class="axis" aria-hidden="true">${texts.join('')}${wanted}</svg>`;
}

const place = (percent: number) => `${String(Math.round(percent * 1000) / 1000)}%`;
