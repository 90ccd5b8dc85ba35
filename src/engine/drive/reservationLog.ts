// Writes down what an attempt may cost before it is sent, so that a killed process cannot forget what was under way: the cap then holds over all
// sessions of a run together. An answer's own record settles its reservations; this settles all others.
import type { Journal, JournalRecord, Reserved } from '../journal';
import type { Totals } from './totals';

export interface ReservationLog {
  /** Resolves with the reservation's number once it is on disk. @throws when the disk is full or the folder is gone. */
  open(model: string, usd: number, request?: string): Promise<number>;
  /** Nothing was billed. */
  release(id: number): void;
  /** The attempt broke off and may have been billed. */
  lose(model: string, id: number, usd: number): void;
  /** What an earlier session left under way for the same request: a batch that is found again. */
  takeOver(request: string): Reserved | undefined;
}

/** Folds the records of earlier sessions into the reservations that none of them ended. */
export class OpenReservations {
  private readonly open = new Map<number, Reserved>();
  private highest = 0;

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
        return;
      case 'answer':
      case 'repeat':
      case 'unread':
        for (const id of record.settles ?? []) this.open.delete(id);
    }
  }

  get all(): readonly Reserved[] {
    return [...this.open.values()];
  }
  get nextId(): number {
    return this.highest + 1;
  }
  /** Dollars that may have been billed without a record of it. */
  get usd(): number {
    return this.all.reduce((sum, { usd }) => sum + usd, 0);
  }
}

/** @param totals told of what may have been billed; the open ones of earlier sessions are in it already. */
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
    release(id) {
      write({ type: 'release', reservation: id });
    },
    lose(model, id, usd) {
      totals.possiblyBilledUsd += usd;
      write({ type: 'lost-attempt', model, reservedUsd: usd, reservation: id });
    },
    takeOver(request) {
      const reserved = found.get(request);
      if (!reserved) return undefined;
      found.delete(request);
      totals.possiblyBilledUsd = Math.max(0, totals.possiblyBilledUsd - reserved.usd);
      return reserved;
    },
  };
}
