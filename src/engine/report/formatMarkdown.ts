// A report as Markdown that reads well as plain text, too. Texts of datasets and models are escaped so that they stay text.
import { countOf, formatSeconds } from '../text/figures';
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

export function formatMarkdown(data: ReportData): string {
  const checked = checkedSentence(data);
  const ownCheck = data.ownCheck && ownCheckSentence(data.ownCheck);
  const { dataset, elapsedMs, software, repeat, selfAgreement } = data;
  const facts = [
    ...(data.labelsSentence === undefined ? [] : [`- ${escapeMarkdown(data.labelsSentence)}`]),
    `- ${escapeMarkdown(data.savingsSentence)}`,
    `- ${countOf(dataset.rowCount, 'row')}${data.distinctRows !== undefined && data.distinctRows < dataset.rowCount ? `, ${countOf(data.distinctRows, 'distinct row')} asked about once each` : ''}; ${countOf(data.failedRows, 'failed row')}.`,
    ...(checked === undefined ? [] : [`- ${escapeMarkdown(checked)}`]),
    ...(ownCheck === undefined ? [] : [`- ${escapeMarkdown(ownCheck)}`]),
    ...(selfAgreement === undefined
      ? []
      : [`- ${escapeMarkdown(selfAgreementSentence(selfAgreement, data.reference, data.confidence))}`]),
    ...(data.afterwards ? afterwardsSentences(data.afterwards) : []).map((each) => `- ${escapeMarkdown(each)}`),
    ...(elapsedMs === undefined ? [] : [`- Time ${formatSeconds(elapsedMs / 1000)}.`]),
  ];
  const parts = [
    `# SMART report: ${escapeMarkdown(dataset.name)}`,
    `**${escapeMarkdown(data.headline)}**`,
    data.audit === undefined ? '' : escapeMarkdown(data.audit.sentence),
    data.note === undefined ? '' : escapeMarkdown(data.note),
    facts.join('\n'),
    section('Models', table(modelTable(data))),
    section('Agreement with the reference', table(agreementTable(data))),
    section(
      'Decisions',
      [
        ...decisionSentences(data).map(escapeMarkdown),
        table(pathTable(data)),
        table(lookTable(data)),
        ...data.notes.map((note) => `- ${escapeMarkdown(note)}`),
      ]
        .filter(Boolean)
        .join('\n\n'),
    ),
    section(
      'Failures',
      [escapeMarkdown(failureSentence(data)), table(failureTable(data))].filter(Boolean).join('\n\n'),
    ),
    section('Prompt', fenced(data.prompt)),
    section('Settings', table({ head: ['Setting', 'Value'], figures: [], rows: data.settings })),
    section('What the promise says and what not', data.limits.map((limit) => `- ${escapeMarkdown(limit)}`).join('\n')),
    section(
      'Repeat this run',
      [
        fenced(repeat.command, 'sh'),
        repeat.jobFile
          ? `with \`${repeat.jobFile.name}\`:\n\n${fenced(JSON.stringify(repeat.jobFile.content, null, 2), 'json')}`
          : '',
        repeat.note === undefined ? '' : escapeMarkdown(repeat.note),
      ]
        .filter((part) => part !== '')
        .join('\n\n')
        .trim(),
    ),
    `Run ${escapeMarkdown(data.runId)} of ${data.createdAt}, ${software.name} ${software.version}. Dataset hash ${dataset.hash}.`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const section = (title: string, body: string) => (body === '' ? '' : `## ${title}\n\n${body}`);

function table({ head, figures, rows }: Table): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (figures.includes(index) ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map((cells) => line(cells.map(escapeMarkdown)))].join('\n');
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Text that Markdown shows as it stands, on one line. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#~]/g, (sign, at: number) => (isInsideWord(text, at, sign) ? sign : `\\${sign}`))
    .replace(/&(?=[a-z#])/gi, '&amp;');
}

/** Underscores inside words mean nothing in Markdown, and escaped they spoil every column name. */
const isInsideWord = (text: string, at: number, sign: string) =>
  sign === '_' && /\w/.test(text[at - 1] ?? '') && /\w/.test(text[at + 1] ?? '');
