// Takes back what a job answered of an exported plan: what fits is journaled as an answer of the run, with its tokens and price; all else is counted,
// and the run asks those rows itself when it goes on.
import { join } from 'node:path';
import { openDataset, type Storage } from '../../datasets/openDataset';
import { askedOf } from '../../engine/drive/askRow';
import { answerRecord } from '../../engine/drive/asked';
import { InputError } from '../../engine/inputError';
import { makeReplyReader } from '../../engine/task/parseAnswer';
import type { Installation } from '../../store/installation';
import { wholeNumberIn } from '../spreadsheetCells';
import { answerFilesBelow, type BroughtAnswer, readAnswerFile } from './answerFiles';
import { replyOf } from './broughtReply';
import { promptHash } from './exportPlan';
import { type PlannedRun, withPlannedRun } from './openPlanned';
import { type ExportedPlan, readPlan } from './plan';

/** Counts of rows (a model and a row of the table, each), except where it says otherwise. */
export type TakenAnswers = {
  /** In the plan. */
  planned: number;
  taken: number;
  /** Answered in the run by now, by an earlier import or by the run itself. */
  known: number;
  /** Planned, and neither taken nor known: the run asks them itself. The counts below say why, as far as there was a line about them. */
  missing: number;
  /** Lines whose request failed. */
  failed: number;
  /** Lines whose reply is no answer that the task can be read from; what they cost is billed. */
  unreadable: number;
  /** Lines whose id is none that the plan asked this model about. */
  wrongId: number;
  /** Lines whose prompt_hash is that of another question. */
  wrongHash: number;
  /** Lines of a model that the plan does not ask. */
  wrongModel: number;
  /** Lines about a row that was taken from a line before. */
  repeated: number;
  /** US dollars of what was taken and of what was unreadable, as far as their tokens and prices are known. */
  billedUsd: number;
  /** Answers whose cost is not known. */
  unpriced: number;
  files: number;
  /** A sentence per file that cannot be read, or not to its end; what was read of it is taken. */
  problems: string[];
};

export type TakeOptions = {
  readonly installation: Installation;
  /** What reads a dataset at an address. */
  readonly storage?: Storage;
  /** Answers to a plan that this installation did not export are taken all the same. @default false */
  readonly trustAnswers?: boolean;
};

const appendsAtOnce = 5000;
const [notPlanned, open, taken, known] = [0, 1, 2, 3];

/** @throws {InputError} where plan, run and answers do not go together; nothing has been taken then */
export async function takeAnswers(
  runsFolder: string,
  runId: string,
  folder: string,
  { installation, trustAnswers = false, storage }: TakeOptions,
): Promise<TakenAnswers> {
  const { plan: exported, isOwn } = readPlan(folder, installation);
  if (exported.runId !== runId)
    throw new InputError(`${folder} is the plan of run ${exported.runId}, not of ${runId}; name that run.`);
  if (!isOwn && !trustAnswers)
    throw new InputError(
      `The plan in ${folder} was not exported by this installation of SMART, or was changed since: nobody here knows whose answers lie beside it. Export it again, or take them with --trust-answers; the promise then holds as far as whoever wrote them is to be trusted.`,
    );
  const files = answerFilesBelow(join(folder, 'answers'));
  if (files.length === 0)
    throw new InputError(
      `There are no answers in ${join(folder, 'answers')} yet; run one of the jobs beside the plan.`,
    );
  return withPlannedRun(runsFolder, runId, installation, !isOwn, storage, async (planned) => {
    if (planned.plan.dataset.hash !== exported.dataset)
      throw new InputError(
        `${folder} was exported from another state of ${planned.plan.dataset.name}; export it again.`,
      );
    const questions = await questionsOf(planned, exported, folder);
    return new Taking(planned, questions).take(files);
  });
}

type Question = {
  readonly model: number;
  /** Per row of the table. */
  readonly state: Uint8Array;
  /** The first 64 bits of the prompt's hash, of rows that are planned. */
  readonly hashes: BigUint64Array;
};

/** By the model's id. The hashes are made anew from the table: the plan's files only say which rows were asked. */
async function questionsOf(
  { plan, earlier }: PlannedRun,
  exported: ExportedPlan,
  folder: string,
): Promise<Map<string, Question>> {
  const { models, problem, dataset } = plan;
  const questions = new Map<string, Question>();
  for (const { id, parts } of exported.models) {
    const model = models.findIndex((each) => each.id === id);
    if (model < 0) throw new InputError(`The plan in ${folder} asks ${id}, which is no model of the run.`);
    const state = new Uint8Array(problem.rowCount);
    for (const part of parts) for (const row of await rowsOf(folder, part, problem.rowCount)) state[row] = open!;
    const rows = Int32Array.from(state.keys()).filter((row) => state[row] === open);
    const prompt = plan.prompt.of(models[model]!);
    const hashes = new BigUint64Array(problem.rowCount);
    for await (const row of dataset.rows(rows)) {
      hashes[row.index] = hashStart(promptHash(prompt.render(row)))!;
      if (earlier.isKnown(model, row.index)) state[row.index] = known!;
    }
    questions.set(id, { model, state, hashes });
  }
  return questions;
}

async function rowsOf(
  folder: string,
  { path, sha256 }: ExportedPlan['models'][number]['parts'][number],
  rowCount: number,
): Promise<number[]> {
  const whole = join(folder, ...path.split('/'));
  if (path.split('/').includes('..')) throw new InputError(`${path} is no file of the plan; export it again.`);
  const part = await openDataset(whole);
  try {
    if (part.hash !== sha256)
      throw new InputError(`${whole} is not as it was exported; copy it back, or export the plan again.`);
    const rows: number[] = [];
    for await (const row of part.rows()) {
      const index = rowIndex(row.get('id'), rowCount);
      if (index === undefined) throw new InputError(`${whole}: "${row.get('id') ?? ''}" is no row of the table.`);
      rows.push(index);
    }
    return rows;
  } finally {
    await part.close();
  }
}

function rowIndex(id: string | undefined, rowCount: number): number | undefined {
  const row = wholeNumberIn(id);
  return row !== undefined && row < rowCount ? row : undefined;
}

/** Undefined: it is no SHA-256. */
function hashStart(hash: string): bigint | undefined {
  return /^[0-9a-f]{64}$/i.test(hash) ? BigInt(`0x${hash.slice(0, 16)}`) : undefined;
}

class Taking {
  private readonly counts: TakenAnswers;
  private readonly read;
  private written: Promise<void> = Promise.resolve();
  private appended = 0;

  constructor(
    private readonly planned: PlannedRun,
    private readonly questions: ReadonlyMap<string, Question>,
  ) {
    this.read = makeReplyReader(planned.plan.job.task);
    const states = [...questions.values()].map(({ state }) => state);
    const count = (value: number) => states.reduce((sum, each) => sum + each.filter((one) => one === value).length, 0);
    this.counts = {
      ...{
        planned: count(open!) + count(known!),
        taken: 0,
        known: count(known!),
        missing: 0,
        failed: 0,
        unreadable: 0,
      },
      ...{ wrongId: 0, wrongHash: 0, wrongModel: 0, repeated: 0, billedUsd: 0, unpriced: 0, files: 0, problems: [] },
    };
  }

  async take(files: readonly string[]): Promise<TakenAnswers> {
    const { counts } = this;
    for (const file of files) {
      counts.files++;
      try {
        for await (const brought of readAnswerFile(file)) {
          this.takeOne(brought);
          if (this.appended >= appendsAtOnce) await this.settle();
        }
      } catch (error) {
        // One bad file takes nothing from the others.
        if (!(error instanceof InputError)) throw error;
        counts.problems.push(error.message);
      }
    }
    await this.settle();
    counts.missing = counts.planned - counts.taken - counts.known;
    return counts;
  }

  private async settle(): Promise<void> {
    await this.written;
    this.appended = 0;
  }

  private takeOne(brought: BroughtAnswer): void {
    const { counts, planned } = this;
    const { plan, earlier } = planned;
    const question = this.questions.get(brought.model ?? '');
    if (!question) return void counts.wrongModel++;
    const { state, hashes, model: index } = question;
    const row = rowIndex(brought.id, state.length);
    if (row === undefined || state[row] === notPlanned) return void counts.wrongId++;
    if (hashStart(brought.promptHash ?? '') !== hashes[row]) return void counts.wrongHash++;
    if (state[row] === known) return;
    if (state[row] === taken) return void counts.repeated++;
    const model = plan.models[index]!;
    const reply = replyOf(brought, model, plan.job.task);
    if (!reply) {
      if (brought.error === undefined) counts.unreadable++;
      else counts.failed++;
      return;
    }
    const parsed = this.read(reply);
    const asked = askedOf(model, [reply], parsed);
    if (parsed.type === 'valid') {
      counts.taken++;
      state[row] = taken!;
      this.append(answerRecord('answer', model.id, row, asked));
    } else {
      counts.unreadable++;
      // Billed at the first import that sees it.
      if (earlier.unansweredOf(index, row).unanswered > 0) return;
      const { billedUsd, usage, answer } = asked;
      const rows = [{ row, usd: answer.costUsd ?? 0 }];
      this.append({ type: 'unread', model: model.id, ...(billedUsd !== undefined && { billedUsd }), usage, rows });
    }
    if (asked.billedUsd === undefined) counts.unpriced++;
    else counts.billedUsd += asked.billedUsd;
  }

  private append(record: Parameters<PlannedRun['run']['journal']['append']>[0]): void {
    this.appended++;
    this.written = this.planned.run.journal.append(record);
  }
}
