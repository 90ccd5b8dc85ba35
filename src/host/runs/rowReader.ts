// The rows of a finished run for the panel's grid, a page at a time: what was delivered, by whom and why, from the run's folder and the
// dataset. Everything is read once, when the first page is asked for; pages are then cut from columns in memory.
import type { OpenedDataset } from '../../datasets/openedDataset';
import type { AnswerTable } from '../../engine/answerTable';
import { judgeId } from '../../engine/judge/judge';
import { makePrompt, type Prompt } from '../../engine/prompt/template';
import type { Row } from '../../engine/dataset';
import type { Job } from '../../engine/job';
import { judgedDifferent, type AnswerPair } from '../../engine/report/answerPairs';
import { causeOfRow } from '../../engine/report/failedBecause';
import { deliveryReasons } from '../../engine/strategy';
import { inTurns } from '../../engine/turns';
import type { AnswerOfModel, PanelRequests, ResultRow, RowExplanation, RowFilter, ShownPair } from '../../protocol';
import { statRegular } from '../../files/regularFile';
import { answeredAgain, type AnsweredAgain } from '../../app/afterwardsOfRun';
import { personVerdictsPath, readPersonVerdicts, type PersonVerdicts } from '../../store/personVerdicts';
import { correctionsPath, readCorrections, type Corrections } from '../../store/correctionsFile';
import { deliveryPath, readDelivery, type StoredDelivery } from '../../store/deliveryFile';
import type { Installation } from '../../store/installation';
import { processTurns } from '../../store/processTurns';
import { journalPath, readManifest } from '../../store/runFiles';
import { openDatasetOfRun } from '../../app/datasetOfRun';
import { readAnswers } from '../../app/readAnswers';
import { indexRows, type RowIndex } from './rowIndex';
import { costOfRow, createRowViews, type RowView } from './rowView';

export type RunRows = {
  readonly delivery: StoredDelivery;
  readonly table: AnswerTable;
  readonly dataset: OpenedDataset;
  readonly prompt: Prompt | undefined;
  readonly job: Job;
  readonly index: RowIndex;
  /** Ids of the models whose answers were delivered. */
  readonly delivered: readonly string[];
  /** Who judged answers, where somebody did. */
  readonly judge?: { readonly id: string; readonly noWorse?: true };
};

type Page = PanelRequests['rowsPage'];

/** What the user has done with the rows since. */
export type Afterwards = {
  readonly corrections: Corrections;
  readonly again: readonly AnsweredAgain[];
  readonly words: PersonVerdicts;
};

export type RowReader = {
  page(params: Page['params'], isFinished: boolean): Promise<Page['result']>;
  explain(row: number): Promise<RowExplanation>;
  /** What the run delivered. @throws {Error} while it is not finished. */
  all(): Promise<RunRows>;
  afterwards(): Promise<Afterwards>;
  dispose(): void;
};

const noRows: Page['result'] = { total: 0, rows: [] };
/** Characters of a row's text that the grid shows. */
const previewCharacters = 300;

/** @param folder of the run; known only once it has started. @param explainRow puts a row's reasons in words of the editor's language. */
export function createRowReader(
  folder: () => string,
  explainRow: (rows: RunRows, row: number, afterwards: Afterwards) => Promise<RowExplanation>,
  installation: () => Promise<Installation>,
): RowReader {
  let read: { readonly rows: Promise<RunRows | undefined>; readonly time: number } | undefined;
  let views: { readonly of: RunRows; readonly viewOf: ReturnType<typeof createRowViews> } | undefined;
  /** The rows that were asked for last: pages of them follow. */
  let view:
    | { readonly of: RunRows; readonly by: Corrections; readonly key: string; readonly found: Promise<RowView> }
    | undefined;
  const corrections = keptBy(
    () => correctionsPath(folder()),
    () => readCorrections(folder()),
  );
  const again = keptBy(
    () => journalPath(folder()),
    () => answeredAgain(folder()),
  );
  const words = keptBy(
    () => personVerdictsPath(folder()),
    () => readPersonVerdicts(folder()),
  );
  const afterwards = async () => ({ corrections: corrections(), again: await again(), words: words() });
  const viewsOf = (all: RunRows) => {
    if (views?.of !== all) views = { of: all, viewOf: createRowViews(all) };
    return views.viewOf;
  };
  const close = () => {
    view = undefined;
    views = undefined;
    void read?.rows.then(
      (rows) => rows?.dataset.close(),
      () => undefined,
    );
    read = undefined;
  };
  /** Read anew when the run has been finished again (failed rows asked once more). */
  const rows = () => {
    const path = deliveryPath(folder());
    const time = statRegular(path)?.mtimeMs ?? 0;
    if (read?.time !== time) {
      close();
      read = { rows: readRows(folder(), installation), time };
    }
    return read!.rows;
  };
  const finished = async () => {
    const all = await rows();
    if (all === undefined) throw new Error('The run is not finished.');
    return all;
  };
  return {
    async page({ offset, limit, withAnswers, ...query }, isFinished) {
      const all = isFinished ? await rows() : undefined;
      if (all === undefined) return noRows;
      const by = corrections();
      const key = JSON.stringify(query);
      if (view?.of !== all || view.by !== by || view.key !== key)
        view = { of: all, by, key, found: viewsOf(all)(by.of, query) };
      const { found } = view;
      found.catch(() => {
        if (view?.found === found) view = undefined;
      });
      const shown = await found;
      const wanted = shown.rows.slice(offset, offset + limit);
      const read = new Map<number, ResultRow>();
      // A dataset gives its rows in the order of the file.
      for await (const row of all.dataset.rows(wanted.slice().sort())) {
        const { index } = row;
        const correction = by.of.get(index);
        read.set(index, {
          ...resultRow(all, row, words()),
          ...(correction !== undefined && { correction }),
          ...(withAnswers && { answers: answersOf(all.table, index) }),
        });
      }
      const counts = Object.fromEntries(
        Object.entries(all.index)
          .filter(([name]) => name !== 'judged' || all.judge !== undefined)
          .map(([name, some]) => [name, some.length]),
      );
      return {
        total: shown.rows.length,
        rows: Array.from(wanted, (row) => read.get(row)!),
        counts: { ...counts, corrected: by.of.size } as Partial<Record<RowFilter, number>>,
        ...(withAnswers && { ladder: all.delivery.models }),
        ...(by.of.size > 0 && {
          corrections: {
            rows: by.of.size,
            isInResult: by.isDelivered && by.isCurrent,
            isStale: by.isDelivered && !by.isCurrent,
          },
        }),
        models: all.delivered,
        ...(shown.answers && { answers: shown.answers }),
      };
    },
    explain: async (row) => explainRow(await finished(), row, await afterwards()),
    all: finished,
    afterwards,
    dispose: close,
  };
}

/** Read again only when the file has changed. */
function keptBy<T>(path: () => string, read: () => T): () => T {
  let kept: { readonly stamp: string; readonly value: T } | undefined;
  return () => {
    const { mtimeMs = 0, size = 0 } = statRegular(path()) ?? {};
    const stamp = `${path()} ${String(mtimeMs)} ${String(size)}`;
    if (kept?.stamp !== stamp) kept = { stamp, value: read() };
    return kept.value;
  };
}

function answersOf(table: AnswerTable, row: number): readonly AnswerOfModel[] {
  return Array.from({ length: table.modelCount }, (_, model) => {
    const text = table.isValid(model, row) ? table.textOf(model, row) : undefined;
    const isSame = model === table.reference ? undefined : table.agrees(model, row);
    return { ...(text !== undefined && { text }), ...(isSame !== undefined && { isSame }) };
  });
}

async function readRows(folder: string, installation: () => Promise<Installation>): Promise<RunRows | undefined> {
  const delivery = await readDelivery(folder);
  if (delivery === undefined) return undefined;
  const { job } = readManifest(folder);
  const table = await readAnswers(folder, delivery, job.task);
  const dataset = await openDatasetOfRun(folder, await installation());
  const { prompt } = makePrompt(job.prompt, dataset.columns, job.task, job.examples);
  const { judge: judged, models } = job;
  const judge = judged && { id: judgeId(judged, models), ...(judged.noWorse && { noWorse: judged.noWorse }) };
  return {
    delivery,
    table,
    dataset,
    prompt,
    job,
    index: await inTurns(indexRows(delivery, table), processTurns),
    delivered: delivery.models.filter((_, model) => delivery.model.includes(model)),
    ...(judge && { judge }),
  };
}

function resultRow(all: RunRows, row: Row, words: PersonVerdicts): ResultRow {
  const { delivery, table, prompt } = all;
  const at = row.index;
  const model = delivery.model[at]!;
  const text = (prompt?.fields ?? []).map(({ name }) => row.get(name) ?? '').join(' · ');
  const answer = model < 0 ? undefined : table.textOf(model, at);
  const referenceAnswer = table.textOf(table.reference, at);
  const trust = delivery.trust?.[at];
  const agrees = model < 0 ? undefined : table.agrees(model, at);
  const costUsd = costOfRow({ table }, at);
  const cause = model < 0 ? causeOf(delivery, table, at) : undefined;
  const judged = judgedDifferent(table, at);
  return {
    row: at,
    preview: text.replace(/\s+/g, ' ').slice(0, previewCharacters),
    ...(answer === undefined ? {} : { answer }),
    ...(model < 0 ? {} : { model: delivery.models[model]! }),
    reason: deliveryReasons[delivery.reason[at]!] ?? 'failed',
    ...(trust === undefined || Number.isNaN(trust) ? {} : { confidence: trust }),
    ...(cause && { cause }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(referenceAnswer === undefined ? {} : { referenceAnswer }),
    ...(agrees === undefined ? {} : { isDeviating: !agrees }),
    ...(judged && { judged: shownPair(all, at, judged, words) }),
  };
}

/** With its model and judge by name, and what the user says against the judge. */
export function shownPair(
  { delivery, judge }: RunRows,
  row: number,
  { model, verdict, ...pair }: AnswerPair,
  words: PersonVerdicts,
): ShownPair {
  const id = delivery.models[model]!;
  const said = words.of(id, row);
  return {
    ...pair,
    model: id,
    ...(verdict &&
      judge && { verdict: { ...verdict, judge: judge.id, ...(judge.noWorse && { noWorse: judge.noWorse }) } }),
    ...(said &&
      said.same !== verdict?.same && {
        overruled: { same: said.same, ...(said.isBlind && { isBlind: said.isBlind }) },
      }),
  };
}

function causeOf(delivery: StoredDelivery, table: AnswerTable, row: number): NonNullable<ResultRow['cause']> {
  const { models } = delivery;
  const statuses = models.map((_, model) => (table.isAsked(model, row) ? table.statusOf(model, row) : undefined));
  const code = statuses.includes('invalid') ? 'unreadable' : statuses.includes('failed') ? 'no-answer' : 'not-asked';
  return { code, text: causeOfRow({ models, reference: table.reference }, { delivery, table }, row) ?? '' };
}
