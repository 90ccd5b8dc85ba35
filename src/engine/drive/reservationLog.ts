// Writes down what an attempt may cost before it is sent, so that a killed process cannot forget what was under way: the cap then holds over all
// sessions of a run together. An answer's own record settles its reservations; this settles all others.
import type { Journal, JournalRecord, Reserved } from '../journal';
import type { LostAttempts } from '../money/lostAttempts';
import type { Usage } from '../provider';
import type { Totals } from './totals';

export interface ReservationLog {
  /** Resolves with the reservation's number once it is on disk. @throws when the disk is full or the folder is gone. */
  open(model: string, usd: number, request?: string): Promise<number>;
  /** Nothing was billed. @param isUnsent nor was it sent */
  release(id: number, isUnsent?: boolean): void;
  /** The attempt broke off and may have been billed. */
  lose(model: string, id: number, usd: number, expires: boolean): void;
  /** The attempt gave no answer, and this is what the provider says that it bills. */
  paid(model: string, id: number, usd: number | undefined, usage: Usage): void;
  /** What an earlier session left under way for the same request: a batch that is found again. */
  takeOver(request: string): Reserved | undefined;
}

/** Folds the records of earlier sessions into the reservations that none of them ended. */
export class OpenReservations {
  private readonly open = new Map<number, Reserved & { readonly model: string }>();
  private highest = 0;

  /** @param lost told what is billed perhaps, and what share of their reservations answers were billed */
  constructor(private readonly lost: LostAttempts) {}

  fold(record: JournalRecord): void {
    switch (record.type) {
      case 'reservation':
        this.open.set(record.id, record);
        this.highest = Math.max(this.highest, record.id);
        return;
      case 'release':
        this.open.delete(record.reservation);
        return;
      case 'lost-attempt':
        if (record.reservation !== undefined) this.open.delete(record.reservation);
        this.lost.add(record.model, record.reservedUsd, record.stays !== true);
        return;
      case 'answer':
      case 'repeat':
      case 'again':
      case 'verdict':
        this.settle(record.model, record.settles ?? [], record.billedUsd);
        return;
      case 'unread':
        this.settle(record.model, record.settles ?? [], record.settledUsd ?? record.billedUsd);
    }
  }

  private settle(model: string, ids: readonly number[], billedUsd: number | undefined): void {
    let reservedUsd = 0;
    for (const id of ids) {
      reservedUsd += this.open.get(id)?.usd ?? 0;
      this.open.delete(id);
    }
    // A bill that nobody knows counts at its most, for good.
    if (billedUsd === undefined) this.lost.add(model, reservedUsd, false);
    else if (reservedUsd > 0) this.lost.learn(model, billedUsd / reservedUsd);
  }

  /** What no record has ended was under way when a session was cut off. Call it once, when all records are folded. */
  close(): void {
    for (const { model, usd } of this.open.values()) this.lost.add(model, usd);
  }

  get all(): readonly (Reserved & { readonly model: string })[] {
    return [...this.open.values()];
  }
  get nextId(): number {
    return this.highest + 1;
  }
}

/** @param totals told of what was billed for no answer; what may have been is the budget's to count. */
export function createReservationLog(journal: Journal, earlier: OpenReservations, totals: Totals): ReservationLog {
  let nextId = earlier.nextId;
  const found = new Map<string, Reserved>();
  for (const reserved of earlier.all) if (reserved.request !== undefined) found.set(reserved.request, reserved);
  // Not waited for: a record that is lost leaves the reservation open, which errs on the safe side of the cap. A broken disk is told by the
  // next record that somebody waits for.
  const write = (record: JournalRecord) => {
    journal.append(record).catch(() => undefined);
  };
  return {
    async open(model, usd, request) {
      const id = nextId++;
      await journal.append({ type: 'reservation', model, id, usd, ...(request !== undefined && { request }) });
      return id;
    },
    release(id, isUnsent = false) {
      write({ type: 'release', reservation: id, ...(isUnsent && { isUnsent }) });
    },
    lose(model, id, usd, expires) {
      write({ type: 'lost-attempt', model, reservedUsd: usd, reservation: id, ...(!expires && { stays: true }) });
    },
    paid(model, id, usd, usage) {
      totals.addBillOf(model, usd, usage);
      write({ type: 'unread', model, ...(usd !== undefined && { billedUsd: usd }), usage, settles: [id] });
    },
    takeOver(request) {
      const reserved = found.get(request);
      if (!reserved) return undefined;
      found.delete(request);
      return reserved;
    },
  };
}
