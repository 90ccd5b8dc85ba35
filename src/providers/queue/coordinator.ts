// The coordinator's side of a queue: offers what it has requests for, sees which workers take them, and gives providers whose requests workers send.
import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { WorkersSeen } from '../../engine/events';
import { type Provider } from '../../engine/provider';
import { cacheKey } from '../cached';
import type { ProviderConfig } from '../providerConfig';
import { AskBoard } from './askBoard';
import { NoticeBoard } from './noticeBoard';
import { type Hello, offerId, offerOf, readHello, writeOffer, type Offer } from './notices';
import { connectQueue, type QueueAddress } from './queueAddress';
import { writeRequest } from './requests';
import { Slots } from './slots';
import type { Workers } from './workers';

export type CoordinatorPorts = {
  readonly version: string;
  /** Told what a user may want to know of the workers. */
  readonly tell: (message: string) => void;
  /** Handed the workers whenever something about them has changed; absent: that is told in words too, the rates now and then. */
  readonly show?: (seen: WorkersSeen) => void;
};

/** Notices that are not renewed for so long belong to nobody any more. */
export const noticeMs = 10_000;
export const renewMs = 1000;

/** Of so many at most each is shown: whoever can write to the queue can make up any number. */
const workersShown = 200;

/** How often people are told how quick each worker is. */
const ratesEveryMs = 30_000;

type Offered = { readonly offer: Offer; readonly slots: Slots; readonly board: Promise<AskBoard> };

/** @throws {InputError} where the queue cannot be used */
export async function openWorkers(address: QueueAddress, ports: CoordinatorPorts): Promise<Workers> {
  const redis = await connectQueue(address, ports.tell);
  return new Coordinator(redis, address.shown, ports);
}

export class Coordinator implements Workers {
  private readonly offers = new Map<string, Offered>();
  private readonly offerBoard: NoticeBoard;
  private readonly workerBoard: NoticeBoard;
  private readonly timer: NodeJS.Timeout;
  private isLooking = false;
  private readonly told = new Set<string>();
  private toldWorkers: string | undefined;
  private ratesToldMs = performance.now();
  private readonly session = randomUUID();

  constructor(
    private readonly redis: Redis,
    private readonly shown: string,
    private readonly ports: CoordinatorPorts,
    private readonly openBoard: (redis: Redis, offer: string) => Promise<AskBoard> = AskBoard.open,
  ) {
    this.offerBoard = new NoticeBoard(redis, 'offers', noticeMs);
    this.workerBoard = new NoticeBoard(redis, 'workers', noticeMs);
    this.timer = setInterval(() => {
      void this.lookAround();
    }, renewMs);
  }

  slots(config: ProviderConfig, address: string): Slots {
    return this.offered(config, address).slots;
  }

  async provider(config: ProviderConfig, address: string, run: string | undefined): Promise<Provider> {
    const board = await this.offered(config, address).board;
    await this.lookAround();
    const runPart = run ?? randomUUID();
    const subjectOf = (model: string, key: string) =>
      createHash('sha256')
        .update(JSON.stringify([runPart, model, key]))
        .digest('base64url');
    /** Attempts without a reservation, which would tell them apart. */
    const attempts = new Map<string, number>();
    return {
      name: config.name,
      async ask(request, signal) {
        const key = cacheKey(request, config.name);
        const { reserved } = request;
        const attempt = reserved?.id ?? attempts.get(key) ?? 0;
        if (!reserved) attempts.set(key, Number(attempt) + 1);
        const outcome = await board.ask(
          {
            subject: subjectOf(request.model.id, key),
            attempt: `${reserved ? 'r' : 'a'}${String(attempt)}`,
            request: writeRequest(request),
            isEarlier: reserved?.isEarlier ?? false,
          },
          signal,
        );
        if ('error' in outcome) {
          board.dropLater(outcome.id);
          throw outcome.error;
        }
        if (run === undefined) board.drop(outcome.id);
        return {
          ...outcome.reply,
          onKept: () => {
            attempts.delete(key);
            board.drop(outcome.id);
          },
        };
      },
    };
  }

  private offered(config: ProviderConfig, address: string): Offered {
    const offer = offerOf(config, address, this.ports.version);
    const id = offerId(offer);
    let offered = this.offers.get(id);
    if (!offered) {
      offered = { offer, slots: new Slots(), board: this.openBoard(this.redis, id) };
      this.offers.set(id, offered);
    }
    return offered;
  }

  /** Renews the offers and counts the workers. */
  private async lookAround(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      for (const [id, { offer }] of this.offers) await this.offerBoard.put(`${id} ${this.session}`, writeOffer(offer));
      const hellos = (await this.workerBoard.all()).flatMap(({ text }) => readHello(text) ?? []);
      for (const [id, { slots }] of this.offers) {
        const serving = hellos.filter(({ serves }) => serves.includes(id));
        slots.set(serving.reduce((sum, hello) => sum + hello.slots, 0));
      }
      this.tellOf(hellos);
    } catch {
      // The connection tells of itself, and it is tried again.
    } finally {
      this.isLooking = false;
    }
  }

  private tellOf(hellos: readonly Hello[]): void {
    if (this.offers.size === 0) return;
    for (const { name, refuses } of hellos)
      for (const { offer, why } of refuses) {
        const told = `Worker ${name}: ${why}`;
        if (!this.offers.has(offer) || this.told.has(told) || this.told.size > 1000) continue;
        this.told.add(told);
        this.ports.tell(told);
      }
    const serving = hellos.filter(({ serves }) => serves.some((id) => this.offers.has(id)));
    if (this.ports.show) {
      this.showWorkers(serving, this.ports.show);
      return;
    }
    const names = serving.map(({ name, slots }) => `${name} (${String(slots)} at once)`).sort();
    this.tellRates(serving);
    const told =
      names.length === 0
        ? `No worker asks for this run yet: start "smart worker --queue ${this.shown}" on any machine; the run waits.`
        : `${String(names.length)} worker${names.length === 1 ? ' asks' : 's ask'}: ${names.join(', ')}.`;
    if (told === this.toldWorkers) return;
    this.toldWorkers = told;
    this.ports.tell(told);
  }

  private showWorkers(serving: readonly Hello[], show: (seen: WorkersSeen) => void): void {
    const workers = serving
      .map(({ name, slots, perSecond }) => ({ name, slots, perSecond }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, workersShown);
    const seen: WorkersSeen = { type: 'workers-seen', queue: this.shown, workers };
    const told = JSON.stringify(seen);
    if (told === this.toldWorkers) return;
    this.toldWorkers = told;
    show(seen);
  }

  /** How quick each worker is, now and then. */
  private tellRates(serving: readonly Hello[]): void {
    const nowMs = performance.now();
    if (nowMs - this.ratesToldMs < ratesEveryMs || serving.every(({ perSecond }) => perSecond === 0)) return;
    this.ratesToldMs = nowMs;
    const rates = serving.map(({ name, perSecond }) => `${name} ${perSecond.toFixed(1)}/s`).sort();
    this.ports.tell(`Requests answered: ${rates.join(', ')}.`);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    for (const [id, { board }] of this.offers) {
      await this.offerBoard.remove(`${id} ${this.session}`).catch(() => undefined);
      await (await board).close();
    }
    this.redis.disconnect();
  }
}
