// How many requests earlier sessions of a run sent, from its journal. Under a cap in requests each has a reservation there, written before it
// was sent; of a session without one, what came back or was lost is counted.
import type { JournalRecord } from '../journal';
import type { Model } from '../model';

export class SentRequests {
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
