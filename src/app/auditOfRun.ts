// The user's audit of a run with a judge: what is to be looked at of the rows that were drawn, what the user said of it, and the figures once they are done.
import { type AuditFigures, auditFigures, type DrawnRow, judgedSample, type JudgedSample } from '../engine/audit/audit';
import type { AuditWord, Overruled } from '../engine/audit/auditView';
import type { AnswerTable } from '../engine/answerTable';
import { InputError } from '../engine/inputError';
import type { Job } from '../engine/job';
import type { PersonVerdict } from '../engine/journal';
import { makeRandom } from '../engine/random';
import { countOf } from '../engine/text/figures';
import { readAudit, writeAudit, type StoredAudit } from '../store/auditFile';
import type { StoredDelivery } from '../store/deliveryFile';
import { readRecords } from '../store/journalFile';
import { type PersonVerdicts, readPersonVerdicts } from '../store/personVerdicts';
import { journalPath } from '../store/runFiles';

/** What a run delivered. */
export type AuditedRun = { readonly job: Job; readonly delivery: StoredDelivery; readonly table: AnswerTable };

/** The draw of a run; undefined: it has no judge, or none took part in a draw. */
export function drawOf(folder: string, { judge }: Pick<Job, 'judge'>): JudgedSample | undefined {
  return judge === undefined ? undefined : judgedSample(samplesOf(folder));
}

/** The same. @throws {InputError} saying why there is nothing to audit. */
export function drawToAudit(folder: string, job: Pick<Job, 'judge'>): JudgedSample {
  if (job.judge === undefined)
    throw new InputError(
      'This run had no judge (--same judge): its answers were compared by rules, which need no audit.',
    );
  const sample = drawOf(folder, job);
  if (sample === undefined)
    throw new InputError(
      "Nothing was drawn in this run that an audit could look at: its rows have the reference's own answers, or its strategy draws no sample.",
    );
  return sample;
}

/**
 * Begins an audit, or takes up the one that was begun.
 * @param audited how many rows of the draw, from its beginning; fixed by the user before anything of them is known.
 * @throws {InputError} where the run drew fewer rows, or an audit of another size was begun.
 */
export function beginAudit(
  folder: string,
  sample: JudgedSample,
  { delivery, table }: Pick<AuditedRun, 'delivery' | 'table'>,
  audited: number,
  confidence: number,
): StoredAudit {
  if (audited > sample.rows.length)
    throw new InputError(
      `${String(sample.rows.length)} rows of this run were drawn at random; an audit can look at no more than these: --rows ${String(sample.rows.length)}.`,
    );
  const before = readAudit(folder);
  if (before && before.audited !== audited)
    throw new InputError(
      `An audit of ${countOf(before.audited, 'row')} was begun for this run, and its size cannot be changed once it is known what is in it; give --rows ${String(before.audited)}.`,
    );
  if (before) return before;
  const shown = sample.rows.slice(0, audited).filter(judgedSame(table, delivery));
  const audit = { population: sample.population, audited, confidence, shown: shown.map(({ row }) => row) };
  writeAudit(folder, audit);
  return audit;
}

/** The two answers to a row of an audit, in an order that tells nothing of who gave which. */
export function blindAnswers(
  { job, delivery, table }: AuditedRun,
  { row, model }: DrawnRow,
): readonly [string, string] {
  const reference = table.textOf(table.reference, row)!;
  const candidate = table.textOf(delivery.models.indexOf(model!), row)!;
  return candidatesPlace(job, row) === 0 ? [candidate, reference] : [reference, candidate];
}

function candidatesPlace({ seed = 0 }: Pick<Job, 'seed'>, row: number): 0 | 1 {
  return makeRandom(seed, `audit ${String(row)}`).next() < 0.5 ? 0 : 1;
}

/** Whether what the user said of a blind pair lets the candidate's answer pass. */
export function letsPass(job: Pick<Job, 'seed'>, row: number, word: AuditWord): boolean {
  if (word === 'same' || word === 'different') return word === 'same';
  return candidatesPlace(job, row) !== (word === 'first-worse' ? 0 : 1);
}

/** Whose answer was proposed for each row of the draw. */
export function proposersOf({ rows }: JudgedSample): (row: number) => DrawnRow {
  const drawn = new Map(rows.map((each) => [each.row, each]));
  return (row) => drawn.get(row) ?? { row, model: undefined };
}

/** The user's words about a run's pairs, those of an audit that an earlier version finished among them. @throws {InputError} as readPersonVerdicts */
export function wordsOfAudit(
  folder: string,
  audit: StoredAudit | undefined,
  proposer: (row: number) => DrawnRow,
): PersonVerdicts {
  const { shown = [], different } = audit ?? {};
  const isDifferent = new Set(different);
  const earlier = (different === undefined ? [] : shown).flatMap((row): PersonVerdict[] => {
    const { model } = proposer(row);
    return model === undefined ? [] : [{ candidate: model, row, same: !isDifferent.has(row), isBlind: true }];
  });
  return readPersonVerdicts(folder, earlier);
}

/** What the user said of a row of an audit, blind or not; undefined: nothing yet. */
export function saidOf(words: PersonVerdicts, { row, model }: DrawnRow): boolean | undefined {
  return model === undefined ? undefined : words.of(model, row)?.same;
}

/** What an audit came to; undefined: rows of it are open. */
export function figuresOf(
  { population, audited, confidence, shown }: StoredAudit,
  proposer: (row: number) => DrawnRow,
  words: PersonVerdicts,
): AuditFigures | undefined {
  const said = shown.map((row) => saidOf(words, proposer(row)));
  if (said.includes(undefined)) return undefined;
  const disagreed = said.filter((same) => same === false).length;
  return auditFigures({ population, audited, confidence, shown: shown.length, disagreed });
}

/** What the user's audit of a run's folder came to; undefined: none is finished. @throws {InputError} where its file is damaged. */
export function auditOfRun(folder: string): AuditFigures | undefined {
  const stored = readAudit(folder);
  const sample = stored && judgedSample(samplesOf(folder));
  const proposer = sample && proposersOf(sample);
  return proposer && figuresOf(stored!, proposer, wordsOfAudit(folder, stored, proposer));
}

/** Rows of which the user overruled a verdict that they had seen: answers in the same letters are one pair. */
export function overruledOf({ all }: Pick<PersonVerdicts, 'all'>): Overruled {
  const open = all.filter(({ isBlind }) => !isBlind);
  const rows = (same: boolean) => new Set(open.flatMap((word) => (word.same === same ? [word.row] : []))).size;
  return { same: rows(true), different: rows(false) };
}

/** What is to be kept of what the user said of rows of an audit: what was said before in the same sense stays as it was. */
export function wordsToKeep(
  said: ReadonlyMap<number, boolean>,
  proposer: (row: number) => DrawnRow,
  words: PersonVerdicts,
): PersonVerdict[] {
  return [...said].flatMap(([row, same]): PersonVerdict[] => {
    const drawn = proposer(row);
    if (drawn.model === undefined || saidOf(words, drawn) === same) return [];
    return [{ candidate: drawn.model, row, same, isBlind: true }];
  });
}

function* samplesOf(folder: string) {
  for (const record of readRecords(journalPath(folder), () => undefined, { only: 'events' }))
    if (record.type === 'event' && record.event.type === 'sample-judged') yield record.event;
}

/** Whether a drawn row's two answers differ in their letters and were called the same: equal ones need no look, and different ones were counted. */
function judgedSame(table: AnswerTable, { models }: StoredDelivery): (drawn: DrawnRow) => boolean {
  return ({ row, model: id }) => {
    const model = id === undefined ? -1 : models.indexOf(id);
    if (model < 0 || !table.isValid(model, row) || !table.isValid(table.reference, row)) return false;
    if (table.equivalentKeys(table.keyOf(model, row), table.keyOf(table.reference, row))) return false;
    return table.verdictOf(model, row)?.same ?? false;
  };
}
