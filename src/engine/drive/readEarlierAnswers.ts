// Reads a run's journal record by record, and says what its sessions know together (earlierAnswers.ts): later records take the place of earlier ones, and
// each bill is counted once.
import { AnswerTable, type Answer, type Verdict } from '../answerTable';
import type { RunEvent } from '../events';
import type { Journal, JournalRecord } from '../journal';
import type { Model } from '../model';
import type { ProviderErrorKind } from '../provider';
import { noTurns, type Turns } from '../turns';
import { verdictName } from './compareStep';
import type { EarlierAnswers } from './earlierAnswers';
import { OpenReservations } from './reservationLog';
import type { Totals } from './totals';

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
  const reader = new JournalReader(models, rowCount, totals, { retryFailed, judge, isCarried });
  for (const record of journal.earlier) {
    if (turns.isDue()) await turns.next();
    reader.fold(record);
  }
  return reader.known();
}

const neverAsked = { unanswered: 0, usd: 0 } as const;

/** Refusals of the row itself: asked again, it would be refused again. */
const lastingKinds: ReadonlySet<ProviderErrorKind> = new Set(['bad-request', 'content-filter']);

type RecordOf<T extends JournalRecord['type']> = Extract<JournalRecord, { readonly type: T }>;
/** What came of a request. */
type Outcome = RecordOf<'answer' | 'failure' | 'verdict' | 'repeat' | 'again' | 'unread'>;

type Reading = Required<Pick<ReadingEarlier, 'retryFailed' | 'isCarried'>> & Pick<ReadingEarlier, 'judge'>;

class JournalReader {
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly sent: SentRequests;
  private readonly reservations: OpenReservations;
  /** A run's first session needs none: 17 bytes a row and model. */
  private table: AnswerTable | undefined;
  /** What is no valid answer, by pair: an answer of a later session takes its place. */
  private readonly unanswered = new Map<number, Answer>();
  /** By pair: requests of several rows that did not answer this one. */
  private readonly inVain = new Map<number, { readonly unanswered: number; readonly usd: number }>();
  private readonly rooms = new Map<string, number>();
  private readonly labelledRows = new Set<number>();
  private readonly repeats = new Map<number, Answer>();
  private readonly verdicts = new Map<string, Verdict>();
  private isForgiving: boolean;
  private isFinished = false;
  private isScanned = false;
  private decisionEvents = 0;
  private answers = 0;
  private labels = 0;
  private elapsedMs = 0;

  /** @param totals are told what the sessions spent */
  constructor(
    private readonly models: readonly Model[],
    private readonly rowCount: number,
    private readonly totals: Totals,
    private readonly reading: Reading,
  ) {
    const asked = [...models, ...(reading.judge ? [reading.judge] : [])];
    this.indexOf = new Map(asked.map(({ id }, index) => [id, index]));
    this.sent = new SentRequests(asked);
    this.reservations = new OpenReservations(totals.lost);
    this.isForgiving = reading.retryFailed;
  }

  fold(record: JournalRecord): void {
    switch (record.type) {
      case 'event':
        this.foldEvent(record.event);
        return;
      case 'label':
        this.labels++;
        return;
      case 'labelled':
        this.labelledRows.add(record.row);
        return;
      case 'room':
        this.rooms.set(record.model, record.tokens);
        return;
      // A user's words are no model's answers; they stand in a log of their own.
      case 'correction':
      case 'corrections-delivered':
      case 'person-verdict':
        return;
      case 'reservation':
      case 'release':
      case 'lost-attempt':
        this.reservations.fold(record);
        this.sent.fold(record);
        return;
      default:
        this.reservations.fold(record);
        this.sent.fold(record);
        this.foldOutcome(record);
    }
  }

  private foldEvent(event: RunEvent): void {
    if (isDecision(event.type)) this.decisionEvents++;
    if (event.type === 'progressed' || event.type === 'run-finished')
      this.elapsedMs = Math.max(this.elapsedMs, event.elapsedMs);
    if (event.type === 'run-finished') this.isFinished = true;
    if (event.type !== 'run-paused') return;
    this.isForgiving = this.reading.retryFailed || event.reason === 'answers';
    // Scanned in the middle of a run it changes no plan.
    if (event.reason === 'scanned' && this.decisionEvents === 0) this.isScanned = true;
  }

  private foldOutcome(record: Outcome): void {
    const model = this.indexOf.get(record.model);
    if (model === undefined) return;
    if (record.type === 'unread') {
      this.totals.addBill(model, record.billedUsd, record.usage);
      for (const { row, usd } of record.rows ?? []) {
        const pair = this.pairOf(model, row);
        this.inVain.set(pair, { unanswered: (this.inVain.get(pair)?.unanswered ?? 0) + 1, usd });
      }
      return;
    }
    if (record.row >= this.rowCount) return;
    if (record.type === 'verdict') {
      this.foldVerdict(model, record);
      return;
    }
    // The judge answers no rows.
    if (model >= this.models.length) return;
    switch (record.type) {
      case 'again':
        this.totals.add(model, record);
        return;
      case 'repeat':
        this.totals.add(model, record);
        if (model === this.models.length - 1) this.repeats.set(record.row, record.answer);
        return;
      case 'failure':
        if (lastingKinds.has(record.kind) && !this.answered.isAsked(model, record.row))
          this.unanswered.set(this.pairOf(model, record.row), { status: 'failed', cause: record.message });
        return;
      case 'answer':
        this.foldAnswer(model, record);
    }
  }

  private foldVerdict(model: number, record: RecordOf<'verdict'>): void {
    const name = verdictName(record.candidate, record.row);
    if (record.verdict.none !== 'failed') this.totals.add(model, record);
    const known = this.verdicts.get(name);
    if (known === undefined || known.none !== undefined) this.verdicts.set(name, record.verdict);
  }

  private foldAnswer(model: number, record: RecordOf<'answer'>): void {
    const { answer, row } = record;
    const pair = this.pairOf(model, row);
    this.isFinished = false;
    // The bill counts every answer that was paid for, even one that came twice across sessions.
    if (!this.reading.isCarried(row)) this.totals.add(model, record);
    if (this.answered.isAsked(model, row)) return;
    if (answer.status !== 'valid') {
      this.unanswered.set(pair, answer);
      return;
    }
    this.unanswered.delete(pair);
    this.answered.record(model, row, answer);
    this.answers++;
  }

  /** When the journal has ended. */
  known(): EarlierAnswers {
    const answers = this.answers + this.unanswered.size;
    if (this.isForgiving) this.forgive();
    this.reservations.close();
    const { table, unanswered, inVain, isScanned, decisionEvents, labels, elapsedMs } = this;
    const { repeats, verdicts, reservations, rooms } = this;
    const pairOf = (model: number, row: number) => this.pairOf(model, row);
    return {
      isKnown: (model, row) => (table?.isAsked(model, row) ?? false) || unanswered.has(pairOf(model, row)),
      find: (model, row) => unanswered.get(pairOf(model, row)) ?? (table && answerIn(table, model, row)),
      unansweredOf: (model, row) => inVain.get(pairOf(model, row)) ?? neverAsked,
      ...{ isScanned, decisionEvents, answers, labels, elapsedMs, repeats, verdicts, reservations, rooms },
      labelsGiven: this.labelledRows.size,
      requests: this.sent.count,
    };
  }

  /** Forgets what is to be asked again. */
  private forgive(): void {
    const { models, table, unanswered, verdicts, rowCount } = this;
    const reference = models.length - 1;
    const isAnswered = (row: number) => models.some((_, model) => table?.isValid(model, row) === true);
    for (const [pair, { status }] of unanswered)
      if (status === 'failed' || !this.isFinished || pair >= this.pairOf(reference, 0) || !isAnswered(pair % rowCount))
        unanswered.delete(pair);
    for (const [name, { none }] of verdicts) if (none === 'failed') verdicts.delete(name);
  }

  private get answered(): AnswerTable {
    const { models, rowCount } = this;
    return (this.table ??= new AnswerTable(models.length, rowCount, models.length - 1));
  }

  private pairOf(model: number, row: number): number {
    return model * this.rowCount + row;
  }
}

function answerIn(table: AnswerTable, model: number, row: number): Answer | undefined {
  const status = table.statusOf(model, row);
  if (status === 'unasked') return undefined;
  const [costUsd, confidence] = [table.costOf(model, row), table.confidenceOf(model, row)];
  const [key, text] = [table.textKeyOf(model, row), table.textOf(model, row)];
  return {
    status,
    ...(key !== undefined && { key }),
    ...(text !== undefined && { text }),
    ...(!Number.isNaN(costUsd) && { costUsd }),
    ...(!Number.isNaN(confidence) && { confidence }),
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
