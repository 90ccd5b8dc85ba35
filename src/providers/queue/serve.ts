// A worker: asks for whoever offers, with the keys of its own environment, and knows nothing of datasets, money or limits. It tells what came of each
// request and keeps nothing.
import { randomUUID } from 'node:crypto';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { InputError } from '../../engine/inputError';
import { ProviderError, type Provider } from '../../engine/provider';
import { cancelChannel, lockMs, queueOf, workerOptions } from './bull';
import { noticeMs, renewMs } from './coordinator';
import { NoticeBoard } from './noticeBoard';
import { offerId, readOffer, writeHello, type Offer } from './notices';
import { connectQueue, type QueueAddress } from './queueAddress';
import { readOutcome, readRequest, writeError, writeReply } from './requests';

export type WorkerPorts = {
  readonly version: string;
  /** What people call it. */
  readonly name: string;
  readonly slots: number;
  /** The provider that an offer names. @throws {InputError, ProviderError} where this worker may not or cannot ask it */
  readonly openProvider: (offer: Offer) => Provider;
  readonly tell: (message: string) => void;
};

export type Serving = {
  /** Takes nothing more, and resolves when what is under way has ended. */
  stop(): Promise<void>;
};

/** @throws {InputError} where the queue cannot be used */
export async function serve(address: QueueAddress, ports: WorkerPorts): Promise<Serving> {
  const redis = await connectQueue(address, ports.tell);
  const hearing = redis.duplicate();
  hearing.on('error', () => undefined); // told by the other connection
  const server = new Server(redis, hearing, ports);
  await hearing.subscribe(cancelChannel);
  await server.lookAround();
  return server;
}

type Served = { readonly offer: Offer; readonly worker: Pick<Worker, 'on' | 'close'> };
type OpenWorker = (
  redis: Redis,
  offer: string,
  work: (job: Job<unknown>) => Promise<void>,
  slots: number,
) => Promise<Served['worker']>;

async function openBullWorker(...[redis, offer, work, slots]: Parameters<OpenWorker>): Promise<Worker> {
  const { Worker: BullWorker } = await import('bullmq');
  return new BullWorker(queueOf(offer), work, workerOptions(redis, slots));
}

export class Server implements Serving {
  private readonly id = randomUUID();
  private readonly served = new Map<string, Served>();
  private readonly refused = new Map<string, string>();
  private readonly underWay = new Map<string, AbortController>();
  private readonly offers: NoticeBoard;
  private readonly workers: NoticeBoard;
  private readonly timer: NodeJS.Timeout;
  private isLooking = false;
  private isStopping = false;
  private readonly rate = new RecentRate();

  constructor(
    private readonly redis: Redis,
    private readonly hearing: Redis,
    private readonly ports: WorkerPorts,
    private readonly openWorker: OpenWorker = openBullWorker,
  ) {
    this.offers = new NoticeBoard(redis, 'offers', noticeMs);
    this.workers = new NoticeBoard(redis, 'workers', noticeMs);
    hearing.on('message', (_, id: string) => {
      this.underWay
        .get(id)
        ?.abort(new ProviderError('timeout', 'nobody waits any more', { isRetryable: false, mayBeBilled: true }));
    });
    this.timer = setInterval(() => {
      void this.lookAround();
    }, renewMs);
  }

  /** Takes up what is offered, lets go of what is not any more, and says that it is there. */
  async lookAround(): Promise<void> {
    if (this.isLooking || this.isStopping) return;
    this.isLooking = true;
    try {
      const offered = new Map<string, Offer>();
      for (const { id, text } of await this.offers.all()) {
        const offer = readOffer(text);
        // Whoever names an offer otherwise than it is called means to confuse.
        if (offer && offerId(offer) === id.split(' ')[0]) offered.set(offerId(offer), offer);
      }
      for (const [id, offer] of offered) if (!this.served.has(id)) await this.takeUp(id, offer);
      for (const [id, { worker }] of this.served)
        if (!offered.has(id)) {
          this.served.delete(id);
          void worker.close();
        }
      for (const id of this.refused.keys()) if (!offered.has(id)) this.refused.delete(id);
      await this.sayHello();
    } catch {
      // The connection tells of itself, and it is tried again.
    } finally {
      this.isLooking = false;
    }
  }

  private async takeUp(id: string, offer: Offer): Promise<void> {
    if (this.refused.has(id)) return;
    const { version } = this.ports;
    try {
      if (offer.version !== version)
        throw new InputError(
          `It is SMART ${version} and the run is of SMART ${offer.version}, which may word requests differently; give both the same version.`,
        );
      const provider = this.ports.openProvider(offer);
      const worker = await this.openWorker(this.redis, id, (job) => this.work(job, provider), this.ports.slots);
      worker.on('failed', (job) => {
        if (job && !readOutcome(job.data)) job.updateData({ isLost: true }).catch(() => undefined);
      });
      worker.on('error', () => undefined); // told by the connection; a job that was lost is the coordinator's to judge
      this.served.set(id, { offer, worker });
      this.ports.tell(`Asks ${new URL(offer.config.baseUrl).host}.`);
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof ProviderError)) throw error;
      this.refused.set(id, error.message.slice(0, 4000));
      this.ports.tell(error.message);
    }
  }

  private async work(job: Job<unknown>, provider: Provider): Promise<void> {
    const { id = '' } = job;
    const startedMs = Date.now();
    // Begun before, by one that is gone: never asked a second time.
    const outcome = job.attemptsStarted > 1 ? undefined : await this.ask(id, job.data, provider);
    if (!outcome) return;
    // In place of the row's text, which is not needed any more; without the lock, so that a late answer is told as well.
    await job.updateData(outcome);
    if (Date.now() - startedMs >= lockMs) await job.updateProgress({ isTold: true });
    this.rate.count();
  }

  private async ask(id: string, data: unknown, provider: Provider): Promise<object> {
    const request = readRequest(data, provider.name);
    if (!request)
      return writeError(
        new ProviderError('bad-request', 'The queue holds a request that is none of SMART, or too long.', {
          isRetryable: false,
        }),
      );
    const controller = new AbortController();
    this.underWay.set(id, controller);
    try {
      return writeReply(await provider.ask(request, controller.signal));
    } catch (error) {
      return writeError(error);
    } finally {
      this.underWay.delete(id);
    }
  }

  private async sayHello(): Promise<void> {
    const { version, name, slots } = this.ports;
    const hello = writeHello({
      ...{ version, name, slots, perSecond: this.rate.perSecond() },
      serves: [...this.served.keys()],
      refuses: [...this.refused].map(([offer, why]) => ({ offer, why })),
    });
    await this.workers.put(this.id, hello);
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.workers.remove(this.id).catch(() => undefined);
    await Promise.allSettled([...this.served.values()].map(({ worker }) => worker.close()));
    this.hearing.disconnect();
    this.redis.disconnect();
  }
}

/** Requests per second over the last ten. */
class RecentRate {
  private readonly endedMs: number[] = [];
  private static readonly overMs = 10_000;

  count(): void {
    this.endedMs.push(Date.now());
  }

  perSecond(): number {
    const fromMs = Date.now() - RecentRate.overMs;
    let old = 0;
    while (old < this.endedMs.length && this.endedMs[old]! < fromMs) old++;
    this.endedMs.splice(0, old);
    return this.endedMs.length / (RecentRate.overMs / 1000);
  }
}
