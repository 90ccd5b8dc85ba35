// A report as one self-contained HTML page: no scripts, nothing fetched, every text from a dataset or model escaped.
import { escapeHtml } from './escapeHtml';
import { agreementChart, costChart, mixChart } from './htmlCharts';
import { htmlStyle } from './htmlStyle';
import { formatPercent, formatSeconds, formatUsd } from '../text/figures';
import { afterwardsSentences } from './afterwards';
import { ownCheckSentence } from './ownCheck';
import type { ReportData } from './reportData';
import { selfAgreementSentence } from './selfAgreement';
import {
  agreementTable,
  checkedSentence,
  decisionSentences,
  failureSentence,
  failureTable,
  lookTable,
  modelTable,
  pathTable,
  type Table,
} from './tables';

export function formatHtml(data: ReportData): string {
  const title = `SMART report: ${data.dataset.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
${[
  hero(data),
  pair(
    section(data.phase === 'finished' ? 'Who answers the rows' : 'Answered so far', mixChart(data)),
    section('Cost', costChart(data)),
  ),
  section('Agreement with the reference', agreementBody(data)),
  section('Models', table(modelTable(data))),
  section('How it was decided', decisionsBody(data)),
  section('Failures', failuresBody(data)),
  section('Prompt', `<pre>${escapeHtml(data.prompt)}</pre>`),
  section('Settings', settingsBody(data)),
  section('What the promise says, and what not', list(data.limits)),
  section('Repeat this run', repeatBody(data)),
  footer(data),
]
  .filter((part) => part !== '')
  .join('\n')}
</main>
</body>
</html>
`;
}

function hero(data: ReportData): string {
  const { dataset, headline, note, costs, savedShare, savingsSentence, failedRows, elapsedMs, phase, selfAgreement } =
    data;
  const checked = checkedSentence(data);
  const ownCheck = data.ownCheck && ownCheckSentence(data.ownCheck);
  const figures: [string, string, string?][] = [
    [phase === 'finished' ? 'Cost' : 'Cost so far', formatUsd(costs.spentUsd)],
    ['Reference alone', formatUsd(costs.referenceUsd)],
    ...(savedShare === undefined
      ? []
      : ([
          savedShare >= 0
            ? ['Saved', formatPercent(savedShare, 1), 'saved']
            : ['Costs more by', formatPercent(-savedShare, 1)],
        ] as [string, string, string?][])),
    [
      failedRows > 0 ? 'Rows (failed)' : 'Rows',
      dataset.rowCount.toLocaleString('en-US') + (failedRows > 0 ? ` (${failedRows.toLocaleString('en-US')})` : ''),
    ],
    ...(elapsedMs === undefined ? [] : ([['Time', formatSeconds(elapsedMs / 1000)]] as [string, string][])),
  ];
  const cells = figures.map(
    ([name, value, kind]) =>
      `<div${kind ? ` class="${kind}"` : ''}><dt>${name}</dt><dd>${escapeHtml(value)}</dd></div>`,
  );
  return [
    '<header>',
    `<p class="over">SMART report · ${escapeHtml(dataset.name)}</p>`,
    `<h1>${escapeHtml(headline)}</h1>`,
    note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`,
    checked === undefined ? '' : `<p class="checked">${escapeHtml(checked)}</p>`,
    ...(data.audit === undefined ? [] : [`<p class="checked">${escapeHtml(data.audit.sentence)}</p>`]),
    ...(ownCheck === undefined ? [] : [`<p class="checked">${escapeHtml(ownCheck)}</p>`]),
    selfAgreement === undefined
      ? ''
      : `<p class="note">${escapeHtml(selfAgreementSentence(selfAgreement, data.reference, data.confidence))}</p>`,
    `<dl class="figures">${cells.join('')}</dl>`,
    ...(data.labelsSentence === undefined ? [] : [`<p>${escapeHtml(data.labelsSentence)}</p>`]),
    `<p>${escapeHtml(savingsSentence)}</p>`,
    ...(data.afterwards ? afterwardsSentences(data.afterwards) : []).map(
      (each) => `<p class="note">${escapeHtml(each)}</p>`,
    ),
    '</header>',
  ].join('\n');
}

function agreementBody(data: ReportData): string {
  const chart = agreementChart(data);
  return (
    chart &&
    `<p class="quiet">Dots are the share of compared rows on which a model gave the reference's answer, bands their confidence interval.</p>${chart}${table(agreementTable(data))}`
  );
}

function decisionsBody(data: ReportData): string {
  const paths = pathTable(data);
  const chosen = data.paths.findIndex(({ isChosen }) => isChosen);
  return [
    ...decisionSentences(data).map((sentence) => `<p>${escapeHtml(sentence)}</p>`),
    paths.rows.length > 0 ? `<h3>Options compared</h3>${table(paths, chosen)}` : '',
    data.looks.length > 0 ? `<h3>Looks at the sample</h3>${table(lookTable(data))}` : '',
    data.notes.length > 0 ? `<h3>Notes</h3>${list(data.notes)}` : '',
  ].join('');
}

function failuresBody(data: ReportData): string {
  const sentence = failureSentence(data);
  if (sentence === '') return '';
  const first = data.failures
    .slice(0, 20)
    .map(({ row, model, message }) => `Row ${(row + 1).toLocaleString('en-US')}, ${model}: ${message}`);
  const summary = first.length === 1 ? 'The failure' : `The first ${String(first.length)} failures`;
  const rows = first.length > 0 ? `<details><summary>${summary}</summary>${list(first)}</details>` : '';
  return `<p>${escapeHtml(sentence)}</p>${table(failureTable(data))}${rows}`;
}

function settingsBody({ settings }: ReportData): string {
  const lines = settings.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<dl class="settings">${lines.join('')}</dl>`;
}

function repeatBody({ repeat }: ReportData): string {
  const job = repeat.jobFile;
  const file = job
    ? `<details><summary>${escapeHtml(job.name)}</summary><pre>${escapeHtml(JSON.stringify(job.content, null, 2))}</pre></details>`
    : '';
  const note = repeat.note === undefined ? '' : `${escapeHtml(repeat.note)} `;
  return `<pre>${escapeHtml(repeat.command)}</pre>${file}<p class="quiet">${note}The seed fixes every random choice, so the same answers lead to the same decisions; a model asked again may answer differently.</p>`;
}

function footer({ runId, createdAt, software, dataset }: ReportData): string {
  return `<footer>Run ${escapeHtml(runId)}, begun ${escapeHtml(createdAt)}, ${escapeHtml(software.name)} ${escapeHtml(software.version)}. Dataset hash ${escapeHtml(dataset.hash)}.</footer>`;
}

const section = (title: string, body: string) => (body === '' ? '' : `<section><h2>${title}</h2>${body}</section>`);
const pair = (left: string, right: string) =>
  left === '' && right === '' ? '' : `<div class="pair">${left}${right}</div>`;
const list = (items: readonly string[]) =>
  items.length === 0 ? '' : `<ul class="plain">${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

function table({ head, figures, rows }: Table, chosen = -1): string {
  if (rows.length === 0) return '';
  const kind = (column: number) =>
    figures.includes(column) ? ' class="figure"' : column > 0 && column === head.length - 1 ? ' class="words"' : '';
  const header = head.map((name, column) => `<th scope="col"${kind(column)}>${escapeHtml(name)}</th>`).join('');
  const body = rows.map(
    (cells, row) =>
      `<tr${row === chosen ? ' class="chosen"' : ''}>${cells.map((cell, column) => `<td${kind(column)}>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll" tabindex="0"><table><thead><tr>${header}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
