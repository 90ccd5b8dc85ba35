// `smart ask-again`: rows of a finished run asked once more, to see whether a model says the same. Billed to the run, under its cap, and delivered by nobody.
import { askAgain } from '../app/askAgain';
import { deliveredAnswers, type DeliveredAnswer } from '../app/deliveredAnswers';
import { openLadder } from '../app/openLadder';
import { sendingOf } from '../app/sending';
import { renewReportsOrNote } from '../app/writeReports';
import type { Asked } from '../engine/drive/asked';
import { InputError } from '../engine/inputError';
import { countOf, formatUsd } from '../engine/text/figures';
import { oneLine } from '../engine/text/plainText';
import type { Ladder } from '../providers/ladder';
import { builtInProviders } from '../providers/providerConfig';
import { systemClock } from '../providers/systemClock';
import { readManifest } from '../store/runFiles';
import { readRunState } from '../store/runList';
import { cliProviders } from './cliProviders';
import { withStorage } from './cliStorage';
import type { Command, CommandIo } from './command';
import { readCommandLine, switchesOfRuns } from './commandLine';
import { namedRun } from './namedRun';
import { rowNumber } from './rowNumbers';
import { splitRun } from './splitRun';
import { stopSignals } from './stopSignals';

const usage = `Usage:
  smart ask-again RUN ROW...   ask the model that answered a row once more; rows from 1

  RUN            its id, or "last"; a finished run
  --model ID     another of the run's models
  --models FILE  the ladder of the run, where it names servers of its own
  --runs FOLDER  where runs are kept (default: .smart/runs)
  --json         one JSON object on stdout

Each request is billed to the run and kept in its journal, under its limits. The delivered answers, the result file and the promise stay as they were:
they rest on the first answers. "smart correct" puts an answer in place of a delivered one.
Exit codes: 0 done, 3 stopped at a limit of the run, 4 provider or key, 6 some reply was no answer, 130 interrupted.
`;

type Again = { readonly row: number; readonly model: string; readonly asked: Asked };

const switches = {
  model: { type: 'string' },
  models: { type: 'string' },
  ...switchesOfRuns,
} as const;

export const askAgainCommand: Command = async (argv, io) => {
  const line = readCommandLine('smart ask-again', usage, switches, argv, io);
  if (!line) return 0;
  const { values, positionals } = line;
  const [run, ...named] = positionals;
  const folder = namedRun(run === undefined ? [] : [run], values.runs);
  if (named.length === 0) throw new InputError('Say which rows: smart ask-again RUN ROW...');
  const rows = [...new Set(named.map(rowNumber))];
  const ladder: Ladder =
    values.models === undefined
      ? { models: [], providers: builtInProviders }
      : await openLadder(values.models, new Date());
  const deliveredOf = await deliveredAnswers(folder);
  const byModel = new Map<string, number[]>();
  for (const row of rows) {
    const model = values.model ?? askedOf(row, deliveredOf(row));
    byModel.set(model, [...(byModel.get(model) ?? []), row]);
  }
  const before = (await readRunState(folder, () => undefined)).finished?.spentUsd;

  const answers: Again[] = [];
  const tell = (again: Again) => {
    answers.push(again);
    if (!values.json) io.stdout.write(`${lineOf(again, deliveredOf(again.row))}\n`);
  };
  const stop = stopSignals(io.stderr);
  try {
    for (const [model, some] of byModel) await askOneModel({ folder, model, rows: some, ladder, io, stop, tell });
  } catch (error) {
    if (!stop.isRequested) throw error;
  } finally {
    stop.dispose();
    if (answers.length > 0) await renewReportsOrNote(folder, (sentence) => io.stderr.write(`${sentence}\n`));
  }
  const after = (await readRunState(folder, () => undefined)).finished?.spentUsd;
  if (values.json) {
    const { runId } = splitRun(folder);
    const told = answers.map((again) => jsonOf(again, deliveredOf(again.row)));
    io.stdout.write(`${JSON.stringify({ runId, answers: told, spentUsd: after })}\n`);
  } else io.stdout.write(`${summary(answers.length, before, after)}\n`);
  if (stop.isRequested && answers.length < rows.length) return 130;
  return answers.every(({ asked }) => asked.answer.status === 'valid') ? 0 : 6;
};

function askedOf(row: number, delivered: DeliveredAnswer | undefined): string {
  if (delivered) return delivered.model;
  throw new InputError(`No model answered row ${String(row + 1)}; say which one to ask: --model ID.`);
}

type Asking = {
  readonly folder: string;
  readonly model: string;
  readonly rows: readonly number[];
  readonly ladder: Ladder;
  readonly io: CommandIo;
  readonly stop: ReturnType<typeof stopSignals>;
  readonly tell: (again: Again) => void;
};

async function askOneModel({ folder, model, rows, ladder, io, stop, tell }: Asking): Promise<void> {
  const { job } = readManifest(folder);
  const { runsFolder, runId } = splitRun(folder);
  const asked = job.models.filter(({ id }) => id === model);
  for (const { id, provider } of asked)
    if (!ladder.providers.has(provider))
      throw new InputError(
        `The server "${provider}" of ${id} is named in the ladder of the run; give that: --models FILE.`,
      );
  const { hosts, columns } = sendingOf({ models: asked, prompt: job.prompt }, ladder);
  const tellSending = () => {
    if (hosts.length > 0)
      io.stderr.write(
        `To be sent to ${hosts.map(oneLine).join(', ')}: ${columns.map(oneLine).join(', ')} of ${countOf(rows.length, 'row')}.\n`,
      );
    return Promise.resolve();
  };
  await withStorage((storage) =>
    askAgain(
      runId,
      {
        ...{ rows, model },
        onAnswer: (row, answered) => {
          tell({ row, model, asked: answered });
        },
      },
      {
        openProvider: cliProviders(ladder, { seed: job.seed ?? 0, concurrency: 1 }),
        clock: systemClock,
        now: () => new Date().toISOString(),
        ...{ runsFolder, storage },
        emit: () => undefined,
        signal: stop.cancel,
        pauseSignal: stop.pause,
        beforeSending: tellSending,
      },
    ),
  );
}

function lineOf({ row, model, asked }: Again, delivered: DeliveredAnswer | undefined): string {
  const { status, text = '', cause } = asked.answer;
  const now = status === 'valid' ? oneLine(text) : `no answer${cause === undefined ? '' : ` (${oneLine(cause)})`}`;
  const before = delivered ? `${oneLine(delivered.answer)} by ${oneLine(delivered.model)}` : 'nothing';
  const cost = asked.billedUsd === undefined ? 'unknown cost' : formatUsd(asked.billedUsd);
  return `Row ${String(row + 1)}, ${oneLine(model)}: ${now} (delivered: ${before}); ${cost}`;
}

function jsonOf({ row, model, asked }: Again, delivered: DeliveredAnswer | undefined) {
  const { status, text, cause } = asked.answer;
  const { billedUsd, modelVersion } = asked;
  return { row: row + 1, model, status, answer: text, cause, billedUsd, modelVersion, delivered };
}

function summary(asked: number, before: number | undefined, after: number | undefined): string {
  const cost = before === undefined || after === undefined ? '' : ` for ${formatUsd(after - before)}`;
  return `${countOf(asked, 'row')} asked again${cost}. The result and the promise rest on the first answers, as before.`;
}
