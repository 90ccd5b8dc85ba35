// What `smart scan` says: what a run would cost at several thresholds, who would answer, and which rows the cheap models cannot have.
import type { ScanResult } from '../app/scanRun';
import { countOf, formatPercent, formatUsd } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import { textTable } from './textTable';

/** Examples shown of a group; all are in the JSON. */
const shown = 2;
const longest = 60;

/** @param goOn the command that goes on with the run. */
export function scanText(scan: ScanResult, runId: string, goOn: string): string {
  const { forecast, groups, plannedRows, rows, spentUsd } = scan;
  const head = `${String(plannedRows)} of ${countOf(rows, 'row')} were asked about, for ${formatUsd(spentUsd)}; a run reuses these answers.`;
  if (forecast.length === 0)
    return `${head}\nNone of the reference's answers could be read, so there is no forecast. Check the prompt.\nRun: ${runId}\n`;
  const table = textTable([
    ['accuracy', 'expected', 'from', 'to', 'reference alone', 'who answers'],
    ...forecast.map(({ accuracy, expectedUsd, lowUsd, highUsd, referenceUsd, byModel }) => [
      formatPercent(accuracy, 4),
      formatUsd(expectedUsd),
      formatUsd(lowUsd),
      formatUsd(highUsd),
      formatUsd(referenceUsd),
      Object.entries(byModel)
        .map(([id, share]) => `${id} ${formatPercent(share, 2)}`)
        .join(', '),
    ]),
  ]);
  const lines = groups.flatMap(({ name, rows: inGroup, planned, agreement, examples }) => [
    `  ${oneLine(name)}: ${formatPercent(agreement, 2)} of ${String(planned)} planning rows agree (about ${countOf(inGroup, 'row')})`,
    ...examples
      .slice(0, shown)
      .map(
        ({ row, model, answer, reference }) =>
          `    row ${String(row)}: ${model} says ${brief(answer)}, the reference ${brief(reference)}`,
      ),
  ]);
  return [
    head,
    ...doubtLines(scan),
    '',
    'What a run is expected to cost in all; an estimate from few rows, not a promise:',
    ...table,
    ...(lines.length > 0 ? ['', 'Where the best candidate and the reference agree least:', ...lines] : []),
    '',
    `Go on with it: ${goOn}`,
    `Or start another run, with --answers-of ${runId}.`,
    '',
  ].join('\n');
}

/** What the reference's own doubt says of the best that any candidate can do. */
function doubtLines({ ownDoubt }: ScanResult): string[] {
  if (!ownDoubt)
    return [
      'How often the reference would answer differently if it were asked again is unknown: its replies carry no probabilities. --repeat-reference 10 asks it twice about ten rows.',
    ];
  const { rows, share, low, high, from } = ownDoubt;
  const by = from === 'repeats' ? 'its second answers' : 'the probabilities of its answers';
  const [about, least, most] = [share, low, high].map((one) => formatPercent(one, 2));
  const range = least === most ? '' : `${least} to ${most}, `;
  return [
    `The reference itself would answer about ${about} of the rows differently if it were asked again (${range}by ${by} on ${String(rows)} rows): no candidate can be expected to differ less.`,
  ];
}

function brief(text: string | undefined): string {
  if (text === undefined) return 'nothing that can be read';
  const line = oneLine(text);
  return JSON.stringify(line.length > longest ? `${line.slice(0, longest)}...` : line);
}
