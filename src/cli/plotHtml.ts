// Reports of experiments as one self-contained page: savings and deviations per strategy with seeds as dots, light or dark, the table below.
import type { ExperimentReport, ExperimentRun } from './experiment';
import { formatDelta, formatSavings, gridHeader, gridRow } from './experimentText';
import { escapeHtml, renderPanel, type PlotDot } from './plotPanel';

/** Okabe and Ito's colours, told apart with any colour sight, on white and on black. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];

const style = `:root { color-scheme: light dark; --ink: #1f1f1f; --faint: #d8d8d8; --paper: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --faint: #444444; --paper: #1e1e1e; } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
svg { width: 100%; height: auto; margin: 0.5rem 0; }
svg text { fill: var(--ink); font-size: 12px; } svg .title { font-weight: 600; }
.grid { stroke: var(--faint); } .allowed { stroke: var(--ink); stroke-dasharray: 4 3; }
.cross { fill: none; stroke-width: 2.5; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: 0.2rem 0.5rem; border-bottom: 1px solid var(--faint); }
th:nth-child(2), td:nth-child(2) { text-align: left; }
.legend span { margin-right: 1rem; white-space: nowrap; } .legend i { display: inline-block; width: 0.7em; height: 0.7em; border-radius: 50%; margin-right: 0.35em; }
${colours.map((colour, i) => `.s${String(i)} { fill: ${colour}; fill-opacity: 0.75; stroke: ${colour}; background: ${colour}; }`).join('\n')}
.cross { fill: none; }`;

/** @param reports of one dataset, at least one. */
export function renderPlot(reports: readonly ExperimentReport[]): string {
  const first = reports[0]!;
  const columns = [...new Set(reports.map((report) => formatDelta(report.accuracy)))];
  const strategies = [...new Set(reports.map((report) => report.strategy))];
  const dotsOf = (valueOf: (run: ExperimentRun, report: ExperimentReport) => number | undefined): PlotDot[] =>
    reports.flatMap((report) =>
      report.runs.flatMap((run) => {
        const value = valueOf(run, report);
        if (value === undefined) return [];
        const series = strategies.indexOf(report.strategy);
        const column = columns.indexOf(formatDelta(report.accuracy));
        return [{ column, series, value, isBroken: !run.ok, title: describe(report, run) }];
      }),
    );
  const seriesCount = strategies.length;
  const savings = dotsOf((run) => run.savings);
  const panels = [
    ...(savings.length === 0
      ? []
      : [
          renderPanel({
            title: 'Savings: cost of the reference alone over cost of the run',
            columns,
            seriesCount,
            dots: savings,
            scale: 'log',
            format: (value) => `${String(value)}x`,
          }),
        ]),
    renderPanel({
      title: 'Share of rows that deviate from the reference (dashed: allowed)',
      columns,
      seriesCount,
      dots: dotsOf((run, report) => run.deviating / report.n),
      scale: 'linear',
      format: (value) => `${String(Number((value * 100).toPrecision(6)))}%`,
      marks: columns.map(Number),
    }),
  ];
  const title = `${first.dataset}: ${String(first.n)} rows, reference ${first.reference}, confidence ${String(first.confidence)}`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>
${style}
</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="legend">${strategies.map((name, i) => `<span><i class="s${String(i)}"></i>${escapeHtml(name)}</span>`).join('')}<span>× promise broken</span></p>
${panels.join('\n')}
<p>Across: allowed share of deviating rows. One dot per seed, ${String(first.runs.length)} per strategy.</p>
${renderTable(reports)}
</body>
</html>
`;
}

function describe(report: ExperimentReport, run: ExperimentRun): string {
  return `${report.strategy}, seed ${String(run.seed)}: savings ${formatSavings(run.savings)}, ${String(run.deviating)} of ${String(run.allowed)} allowed rows deviate`;
}

function renderTable(reports: readonly ExperimentReport[]): string {
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row('th', gridHeader)}</thead><tbody>\n${reports.map((report) => row('td', gridRow(report))).join('\n')}\n</tbody></table>`;
}
