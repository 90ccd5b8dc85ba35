// What a run asks next, as files for a cluster: a partition per model, jobs that ask an OpenAI-compatible endpoint about them, and a signed plan.json.
import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openDataset, type Storage } from '../../datasets/openDataset';
import { writeTextTable } from '../../datasets/parquet/writeTable';
import { nextAsk, type OpenCall } from '../../engine/drive/nextAsk';
import { InputError } from '../../engine/inputError';
import { isPerson, rowsPerRequestOf } from '../../engine/model';
import type { RenderedPrompt } from '../../engine/prompt/template';
import { strategyOf } from '../../engine/strategies/strategyByName';
import { countOf } from '../../engine/text/figures';
import {
  assertNameable,
  discardFolder,
  isThere,
  makeFile,
  makeNewFolder,
  makeResultFolder,
  openNewFile,
  writeAll,
} from '../../files/writeFile';
import { answerSchema } from '../../providers/answerFormat';
import type { Ladder } from '../../providers/ladder';
import { chatBody } from '../../providers/openaiProvider';
import { guessQuirks } from '../../providers/quirks';
import { quirksOf } from '../../providers/registry';
import { toDiskError } from '../../store/diskError';
import type { Installation } from '../../store/installation';
import { problemAfter } from '../problemAfter';
import { jobFiles } from './jobFiles';
import { type PlannedRun, withPlannedRun } from './openPlanned';
import { type ExportedPlan, partitionOf, planColumns, writePlan } from './plan';

export type PartFormat = 'parquet' | 'jsonl';

export type ExportOptions = {
  /** Folder that is made; nothing may be there. */
  readonly to: string;
  readonly format: PartFormat;
  /** Says how each server wants its requests; absent: as OpenAI does. */
  readonly ladder?: Pick<Ladder, 'providers'>;
  readonly installation: Installation;
  /** What reads a dataset at an address. */
  readonly storage?: Storage;
};

export type Exported = {
  readonly plan: ExportedPlan;
  /** Ids of models whose rows the run asks itself: they compute here, or answer several rows per request. */
  readonly left: readonly string[];
};

const rowsPerPart = 50_000;

/** @throws {InputError} where there is nothing to export, or something stands at the folder's place; {DiskError} */
export async function exportPlan(runsFolder: string, runId: string, options: ExportOptions): Promise<Exported> {
  if (isThere(options.to))
    throw new InputError(`${options.to} exists already and is not overwritten; name a folder that is to be made.`);
  assertNameable(options.to);
  let isMade = false;
  try {
    return await withPlannedRun(runsFolder, runId, options.installation, false, options.storage, async (planned) => {
      const { phase, calls, left } = openCalls(planned, runId);
      try {
        makeResultFolder(dirname(resolve(options.to)));
        makeNewFolder(options.to);
        isMade = true;
        const models: ExportedPlan['models'] = [];
        for (const call of calls) models.push(await writeModel(planned, call, options));
        const plan: ExportedPlan = { runId, dataset: planned.plan.dataset.hash, phase, models };
        for (const [name, text] of Object.entries(jobFiles)) makeFile(join(options.to, name), text);
        // Last: a folder with a plan is whole.
        writePlan(options.to, plan, options.installation);
        return { plan, left };
      } catch (error) {
        throw error instanceof InputError ? error : toDiskError(error, options.to);
      }
    });
  } catch (error) {
    // Half a plan, or a whole one of a run that could not be closed, would only stand in the way of the same command given again.
    if (isMade) discardFolder(options.to);
    throw error;
  }
}

/** @throws {InputError} where the run asks nothing that a cluster could answer */
function openCalls({ plan, earlier }: PlannedRun, runId: string) {
  const { job, models } = plan;
  const next = nextAsk({
    strategy: strategyOf(job),
    problem: problemAfter(plan, earlier),
    equivalence: plan.equivalence,
    isForJudge: plan.judging?.isForJudge,
    earlier,
    labelOf: plan.labels?.labelOf,
  });
  if (next.type === 'nothing')
    throw new InputError(
      `Run ${runId} has nothing left to ask, so nothing was exported; --resume ${runId} finishes it.`,
    );
  if (next.type === 'judge')
    throw new InputError(
      `Run ${runId} wants its judge next, about ${countOf(next.pairs, 'pair')} of answers; a judge is asked by the run itself: go on with --resume ${runId}.`,
    );
  const isLeft = ({ model }: OpenCall) =>
    models[model]!.price.type === 'cpu' || isPerson(models[model]!) || rowsPerRequestOf(models[model]!) > 1;
  const left = next.calls.filter(isLeft).map(({ model }) => models[model]!.id);
  const calls = next.calls.filter((call) => !isLeft(call));
  if (calls.length === 0)
    throw new InputError(
      `Run ${runId} asks ${left.join(', ')} next, which the run asks itself (classifiers of this machine, several rows per request, labels of a person): go on with --resume ${runId}.`,
    );
  return { phase: next.phase, calls, left };
}

async function writeModel(
  { plan, earlier }: PlannedRun,
  { model: index, rows }: OpenCall,
  { to, format, ladder }: ExportOptions,
): Promise<ExportedPlan['models'][number]> {
  const model = plan.models[index]!;
  const { task } = plan.job;
  const folder = partitionOf(model.id);
  makeNewFolder(join(to, folder));
  const prompt = plan.prompt.of(model);
  const config = ladder?.providers.get(model.provider);
  const quirks = guessQuirks(model.modelId, config && quirksOf(config));
  const schema = answerSchema({ task });
  const room = earlier.rooms.get(model.id) ?? 0;
  async function* records(part: Int32Array): AsyncGenerator<readonly string[]> {
    for await (const row of plan.dataset.rows(part)) {
      const { instruction, content } = prompt.render(row);
      const request = chatBody({ model, instruction, content, task, ...(room > 0 && { room }) }, quirks);
      yield [
        ...[String(row.index), model.id, instruction, content, promptHash({ instruction, content })],
        ...[schema ? JSON.stringify(schema) : '', JSON.stringify(request)],
      ];
    }
  }
  const parts: ExportedPlan['models'][number]['parts'] = [];
  for (let from = 0; from < rows.length; from += rowsPerPart) {
    const part = rows.subarray(from, from + rowsPerPart);
    const path = `${folder}/part-${String(parts.length)}.${format}`;
    const file = openNewFile(join(to, path));
    try {
      await (format === 'parquet' ? writeTextTable(file, planColumns, records(part)) : writeLines(file, records(part)));
    } finally {
      closeSync(file);
    }
    parts.push({ path, rows: part.length, sha256: await hashOfPart(join(to, path)) });
  }
  return { id: model.id, modelId: model.modelId, folder, rows: rows.length, parts };
}

async function writeLines(file: number, rows: AsyncIterable<readonly string[]>): Promise<void> {
  for await (const row of rows)
    writeAll(
      file,
      Buffer.from(`${JSON.stringify(Object.fromEntries(planColumns.map((name, at) => [name, row[at]])))}\n`),
    );
}

/** Read back as whoever imports will read it. */
async function hashOfPart(path: string): Promise<string> {
  const part = await openDataset(path);
  await part.close();
  return part.hash;
}

/** SHA-256, in hexadecimal, of the instruction, an empty line and the row's own part, as UTF-8. */
export function promptHash({ instruction, content }: RenderedPrompt): string {
  return createHash('sha256').update(`${instruction}\n\n${content}`).digest('hex');
}
