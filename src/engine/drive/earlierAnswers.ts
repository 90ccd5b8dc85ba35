// What earlier sessions of this run already know: answers and failures from the journal, held apart from the strategy's table, which gets
// them only when the strategy asks, so that a resumed run takes the same steps as an undisturbed one.
import { AnswerTable, type Answer, type Verdict } from '../answerTable';
import type { Journal, JournalRecord } from '../journal';
import type { Model } from '../model';
import type { ProviderErrorKind } from '../provider';
import { verdictName } from './compareStep';
import type { LabelOf } from '../strategy';
import { noTurns, type Turns } from '../turns';
import { OpenReservations } from './reservationLog';
import type { Totals } from './totals';

export type EarlierAnswers = {
  readonly isKnown: (model: number, row: number) => boolean;
  /** The answer, if there is one. */
  readonly find: (model: number, row: number) => Answer | undefined;
  /** Requests of several rows that were paid and did not answer this one, and the dollars that decisions count for it so far. */
  readonly unansweredOf: (model: number, row: number) => { readonly unanswered: number; readonly usd: number };
  /** A scan was done before anything was decided: its planning rows are there. */
  readonly isScanned: boolean;
  /** Decision events that the journal already holds. */
  readonly decisionEvents: number;
  readonly answers: number;
  /** Labels of rows that the journal already holds. */
  readonly labels: number;
  /** Labels that a person in the ladder gave to this run. */
  readonly labelsGiven: number;
  /** Time that earlier sessions took, as far as they told. */
  readonly elapsedMs: number;
  /** The reference's second answers, by row. */
  readonly repeats: ReadonlyMap<number, Answer>;
  /** A judge's verdicts, by `verdictName` (compareStep.ts). */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Requests that earlier sessions sent. */
  readonly requests: number;
  /** Attempts that were under way when a session was cut off; their dollars are in the totals as possibly billed. */
  readonly reservations: OpenReservations;
  /** Output tokens that models are allowed beyond their answers, by model id, as learned (outputRoom.ts). */
  readonly rooms: ReadonlyMap<string, number>;
};

const neverAsked = { unanswered: 0, usd: 0 } as const;

/** Refusals of the row itself: asked again, it would be refused again. */
const lastingKinds: ReadonlySet<ProviderErrorKind> = new Set(['bad-request', 'content-filter']);

export type ReadingEarlier = {
  /**
   * Forget all failures (those of the network or the server are forgotten anyway), and invalid answers, so that they are asked again. Of a finished run
   * a candidate's invalid answer is kept where any model has answered the row: there is nothing to be gained. Which rows a candidate answers anew must
   * never depend on the sample, so that it is not asked what the reference has answered: in mid-run that is the sample and little else. A run that
   * paused because replies were no answers asks again by itself.
   * @default false
   */
  readonly retryFailed?: boolean;
  /** The model that judges, under the id that the journal has for it. */
  readonly judge?: Pick<Model, 'id' | 'price'> | undefined;
  /** Of a process that serves others too. @default it does not */
  readonly turns?: Turns | undefined;
  /** Rows that keep what an earlier run of the table answered: the totals are of this run, and it asks nothing about them. @default none */
  readonly isCarried?: (row: number) => boolean;
};

/** @param totals are told what earlier sessions spent */
export async function readEarlierAnswers(
  journal: Pick<Journal, 'earlier'>,
  models: readonly Model[],
  rowCount: number,
  totals: Totals,
  { retryFailed = false, judge, turns = noTurns, isCarried = () => false }: ReadingEarlier = {},
): Promise<EarlierAnswers> {
  const asked = [...models, ...(judge ? [judge] : [])];
  const indexOf = new Map(asked.map((model, index) => [model.id, index]));
  const sent = new SentRequests(asked);
  // A run's first session needs none: 17 bytes a row and model.
  let table: AnswerTable | undefined;
  const pairOf = (model: number, row: number) => model * rowCount + row;
  /** What is no valid answer, by pair: an answer of a later session takes its place. */
  const unanswered = new Map<number, Answer>();
  /** By pair: requests of several rows that did not answer this one. */
  const inVain = new Map<number, { readonly unanswered: number; readonly usd: number }>();
  const rooms = new Map<string, number>();
  let isForgiving = retryFailed;
  let isFinished = false;
  let isScanned = false;
  let decisionEvents = 0;
  let answers = 0;
  let labels = 0;
  const labelledRows = new Set<number>();
  let elapsedMs = 0;
  const repeats = new Map<number, Answer>();
  const verdicts = new Map<string, Verdict>();
  const reservations = new OpenReservations(totals.lost);
  for (const record of journal.earlier) {
    if (turns.isDue()) await turns.next();
    if (record.type === 'event') {
      if (isDecision(record.event.type)) decisionEvents++;
      if (record.event.type === 'progressed' || record.event.type === 'run-finished')
        elapsedMs = Math.max(elapsedMs, record.event.elapsedMs);
      if (record.event.type === 'run-finished') isFinished = true;
      if (record.event.type === 'run-paused') {
        isForgiving = retryFailed || record.event.reason === 'answers';
        // Scanned in the middle of a run it changes no plan.
        if (record.event.reason === 'scanned' && decisionEvents === 0) isScanned = true;
      }
      continue;
    }
    if (record.type === 'label') {
      labels++;
      continue;
    }
    if (record.type === 'labelled') {
      labelledRows.add(record.row);
      continue;
    }
    if (record.type === 'room') {
      rooms.set(record.model, record.tokens);
      continue;
    }
    // A user's words are no model's answers; they stand in a log of their own.
    if (isOfUser(record)) continue;
    reservations.fold(record);
    sent.fold(record);
    if (record.type === 'reservation' || record.type === 'release' || record.type === 'lost-attempt') continue;
    const model = indexOf.get(record.model);
    if (model === undefined) continue;
    if (record.type === 'unread') {
      totals.addBill(model, record.billedUsd, record.usage);
      for (const { row, usd } of record.rows ?? []) {
        const pair = pairOf(model, row);
        inVain.set(pair, { unanswered: (inVain.get(pair)?.unanswered ?? 0) + 1, usd });
      }
      continue;
    }
    if (record.row >= rowCount) continue;
    if (record.type === 'verdict') {
      const name = verdictName(record.candidate, record.row);
      if (record.verdict.none !== 'failed') totals.add(model, record);
      const known = verdicts.get(name);
      if (known === undefined || known.none !== undefined) verdicts.set(name, record.verdict);
      continue;
    }
    // The judge answers no rows.
    if (model >= models.length) continue;
    if (record.type === 'again') {
      totals.add(model, record);
      continue;
    }
    if (record.type === 'repeat') {
      totals.add(model, record);
      if (model === models.length - 1) repeats.set(record.row, record.answer);
      continue;
    }
    table ??= new AnswerTable(models.length, rowCount, models.length - 1);
    const pair = pairOf(model, record.row);
    if (record.type === 'failure') {
      if (lastingKinds.has(record.kind) && !table.isAsked(model, record.row))
        unanswered.set(pair, { status: 'failed', cause: record.message });
      continue;
    }
    isFinished = false;
    // The bill counts every answer that was paid for, even one that came twice across sessions.
    if (!isCarried(record.row)) totals.add(model, record);
    if (table.isAsked(model, record.row)) continue;
    if (record.answer.status !== 'valid') {
      unanswered.set(pair, record.answer);
      continue;
    }
    unanswered.delete(pair);
    table.record(model, record.row, record.answer);
    answers++;
  }
  answers += unanswered.size;
  const reference = models.length - 1;
  const isAnswered = (row: number) => models.some((_, model) => table?.isValid(model, row) === true);
  if (isForgiving)
    for (const [pair, { status }] of unanswered)
      if (status === 'failed' || !isFinished || pair >= pairOf(reference, 0) || !isAnswered(pair % rowCount))
        unanswered.delete(pair);
  if (isForgiving) for (const [name, { none }] of verdicts) if (none === 'failed') verdicts.delete(name);
  reservations.close();
  const find = (model: number, row: number): Answer | undefined => {
    const known = unanswered.get(pairOf(model, row));
    if (known) return known;
    const status = table?.statusOf(model, row) ?? 'unasked';
    if (!table || status === 'unasked') return undefined;
    const [costUsd, confidence] = [table.costOf(model, row), table.confidenceOf(model, row)];
    const [key, text] = [table.textKeyOf(model, row), table.textOf(model, row)];
    return {
      status,
      ...(key !== undefined && { key }),
      ...(text !== undefined && { text }),
      ...(!Number.isNaN(costUsd) && { costUsd }),
      ...(!Number.isNaN(confidence) && { confidence }),
    };
  };
  return {
    isKnown: (model, row) => (table?.isAsked(model, row) ?? false) || unanswered.has(pairOf(model, row)),
    find,
    unansweredOf: (model, row) => inVain.get(pairOf(model, row)) ?? neverAsked,
    isScanned,
    decisionEvents,
    answers,
    labels,
    labelsGiven: labelledRows.size,
    elapsedMs,
    repeats,
    verdicts,
    reservations,
    requests: sent.count,
    rooms,
  };
}

type UsersRecord = Extract<JournalRecord, { type: 'correction' | 'corrections-delivered' | 'person-verdict' }>;

function isOfUser(record: JournalRecord): record is UsersRecord {
  return ['correction', 'corrections-delivered', 'person-verdict'].includes(record.type);
}

/** The same, the reference's answers to labelled rows among them: whatever an earlier session was told of such a row, its label stands. */
export function knowingLabels(earlier: EarlierAnswers, reference: number, labelOf?: LabelOf): EarlierAnswers {
  if (!labelOf) return earlier;
  const labelAs = (model: number, row: number) => (model === reference ? labelOf(row) : undefined);
  return {
    ...earlier,
    isKnown: (model, row) => labelAs(model, row) !== undefined || earlier.isKnown(model, row),
    find: (model, row) => labelAs(model, row) ?? earlier.find(model, row),
  };
}

const sessionEvents: ReadonlySet<string> = new Set([
  'run-started',
  'phase-started',
  'progressed',
  'labels-wanted',
  'traffic',
  'workers-seen',
  'row-failed',
  'run-paused',
  'run-finished',
]);

/** Events that a strategy makes, the same ones in the same order whenever the run is replayed. */
export function isDecision(eventType: string): boolean {
  return !sessionEvents.has(eventType);
}

/**
 * How many requests earlier sessions of a run sent. Under a cap in requests each has a reservation in the journal, written before it was sent; of a
 * session without one, what came back or was lost is counted.
 */
class SentRequests {
  private readonly computed: ReadonlySet<string>;
  count = 0;

  /** @param models whose answers may stand in the journal; those of CPU time send nothing */
  constructor(models: readonly Pick<Model, 'id' | 'price'>[]) {
    this.computed = new Set(models.filter(({ price }) => price.type === 'cpu').map(({ id }) => id));
  }

  fold(record: JournalRecord): void {
    switch (record.type) {
      case 'reservation':
        this.count++;
        return;
      case 'release':
        if (record.isUnsent) this.count--;
        return;
      case 'lost-attempt':
        if (record.reservation === undefined) this.count++;
        return;
      case 'answer':
      case 'repeat':
      case 'again':
      case 'verdict':
      case 'unread': {
        const isCached = record.type !== 'unread' && record.isCached === true;
        if (!isCached && record.settles === undefined && !this.computed.has(record.model)) this.count++;
      }
    }
  }
}
