// How often the user agrees with what was delivered: rows drawn at random from the run's seed, judged one after the other. The promise is
// about the reference, whose answers may be wrong; this is about the truth as the user sees it.
import { ownCheckFigures } from '../../app/ownCheckFigures';
import { InputError } from '../../engine/inputError';
import type { Job } from '../../engine/job';
import { makeRandom } from '../../engine/random';
import type { OwnCheck, PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import { readJudgements, writeJudgements, type Judgement } from '../../store/ownCheckFile';
import { readManifest } from '../../store/runFiles';
import type { RowReader, RunRows } from './rowReader';
import { shownCells } from './shownCells';

/** The next row to judge; undefined: all were. Every row with an answer is as likely as any other, whatever was judged before. */
export function nextRow(
  models: RunRows['delivery']['model'],
  judged: readonly Judgement[],
  seed: number,
): number | undefined {
  const done = new Set(judged.map(({ row }) => row));
  let open = 0;
  models.forEach((model, row) => (open += Number(model >= 0 && !done.has(row))));
  if (open === 0) return undefined;
  const random = makeRandom(seed, 'own check');
  // Drawn anew until one is open: quick while few are judged, and whoever has judged half of a run is done.
  for (let draws = 0; draws < 64 * models.length; draws++) {
    const row = random.below(models.length);
    if (models[row]! >= 0 && !done.has(row)) return row;
  }
  return models.findIndex((model, row) => model >= 0 && !done.has(row));
}

/** The figures so far and the next row. */
async function ownCheckOf(
  { delivery, table, dataset, prompt }: RunRows,
  { task, seed = 0, confidence }: Pick<Job, 'task' | 'seed' | 'confidence'>,
  judgements: readonly Judgement[],
): Promise<OwnCheck> {
  const row = nextRow(delivery.model, judgements, seed);
  const cells = row === undefined ? [] : await shownCells({ dataset, prompt }, row);
  const answer = row === undefined ? undefined : table.textOf(delivery.model[row]!, row);
  return {
    ...ownCheckFigures({ delivery, table }, { task, confidence }, judgements),
    ...(task.type === 'labels' && { labels: task.labels }),
    ...(row !== undefined && {
      next: { row, cells, ...(task.type !== 'labels' && answer !== undefined && { answer }) },
    }),
  };
}

/** What the panel may ask about the check of a finished run. @param folder the run's own. */
export function ownCheckHandlers(
  folder: () => string,
  rows: RowReader,
): Pick<RequestHandlers<PanelRequests>, 'ownCheck' | 'judgeRow' | 'unjudgeRow'> {
  const answer = async (change: (judgements: readonly Judgement[], job: Job, all: RunRows) => readonly Judgement[]) => {
    const all = await rows.all();
    const { job } = readManifest(folder());
    const before = readJudgements(folder());
    const judgements = change(before, job, all);
    if (judgements !== before) writeJudgements(folder(), judgements);
    return ownCheckOf(all, job, judgements);
  };
  return {
    ownCheck: () => answer((judgements) => judgements),
    judgeRow: (judgement) =>
      answer((judgements, { seed = 0, task }, { delivery }) => {
        if (judgement.row !== nextRow(delivery.model, judgements, seed))
          throw new InputError('Another row is to be judged by now; open the run again.');
        if (judgement.label !== undefined && !(task.type === 'labels' && task.labels.includes(judgement.label)))
          throw new InputError(`"${judgement.label}" is none of the run's labels.`);
        return [...judgements, judgement];
      }),
    unjudgeRow: () => answer((judgements) => judgements.slice(0, -1)),
  };
}
