// Runs many rows through the traffic control against limited servers on a virtual clock, as a run does: a window of rows is kept waiting.
import { makeRandom } from '../../../src/engine/random';
import type { Provider } from '../../../src/engine/provider';
import type { TrafficNotice } from '../../../src/engine/trafficNotice';
import { traffic } from '../../../src/providers/traffic';
import { virtualClock } from '../../support/fakeClock';
import { limitedServer, limiterOf, type LimitedOptions } from '../../support/limitedServer';
import { never, testModel, testRequest } from '../../support/requests';

export type Simulated = {
  readonly failed: number;
  /** Of what the limit allowed from the moment at which the full bucket was used up to the last answer. */
  readonly usedShare: number;
  readonly refusalsPer100: number;
  /** Longest time without an answer after the start, in seconds. */
  readonly longestSilenceS: number;
  readonly minutes: number;
  readonly notices: readonly TrafficNotice[];
};

/**
 * @param servers by model name; each gets as many rows
 * @param isShared the first one's limit holds for all of them together, and the figures are those of all
 */
export async function simulate(
  servers: Readonly<Record<string, LimitedOptions>>,
  rows: number | Readonly<Record<string, number>>,
  { concurrency = 32, seed = 1, longestMinutes = 3000, isShared = false } = {},
): Promise<Record<string, Simulated>> {
  const clock = virtualClock();
  const random = makeRandom(seed, 'limits');
  const common = limiterOf(Object.values(servers)[0]!, clock);
  const limiters = new Map(
    Object.entries(servers).map(([name, options]) => [name, isShared ? common : limiterOf(options, clock)]),
  );
  const limited = new Map(
    Object.entries(servers).map(([name, options]) => [
      name,
      limitedServer({ ...options, limiter: limiters.get(name)! }, clock, random),
    ]),
  );
  const inner: Provider = {
    name: 'limited',
    ask: (request, signal) => limited.get(request.model.modelId)!.provider.ask(request, signal),
  };
  const notices: TrafficNotice[] = [];
  const provider = traffic(inner, {
    clock,
    random: makeRandom(seed),
    concurrency,
    notify: (notice) => notices.push(notice),
  });
  const failed: Record<string, number> = {};
  await Promise.all(
    Object.keys(servers).map(async (name) => {
      const model = testModel(name);
      failed[name] = 0;
      let next = 0;
      const count = typeof rows === 'number' ? rows : rows[name]!;
      const worker = async () => {
        while (next < count && clock.nowMs() < longestMinutes * 60_000) {
          const row = next++;
          const request = testRequest(`row ${String(row)} ${String(100 + random.below(400))}`, { model });
          await provider.ask(request, never).catch(() => failed[name]!++);
        }
      };
      await Promise.all(Array.from({ length: concurrency * 2 }, worker));
    }),
  );
  clock.stop();
  const figuresOf = (names: readonly string[], { bucket }: LimitedOptions): Simulated => {
    const ledgers = names.map((name) => limited.get(name)!);
    const answeredAtMs = ledgers.flatMap((ledger) => ledger.answeredAtMs).sort((a, b) => a - b);
    const refused = ledgers.reduce((sum, ledger) => sum + ledger.refusedAtMs.length, 0);
    const limiter = limiters.get(names[0]!)!;
    const meanCost = bucket.unit === 'tokens' ? 300 : 1;
    // Steady from when a fifth more than what a full allowance holds has passed; models that end at different times are steady until the first ends.
    const from = Math.min(answeredAtMs.length - 2, Math.ceil((limiter.capacity() / meanCost) * 1.2));
    const lastMs = Math.min(...ledgers.map((ledger) => ledger.answeredAtMs.at(-1)!));
    const steady = answeredAtMs.filter((atMs, at) => at > from && atMs <= lastMs).length;
    let silence = 0;
    for (let i = 1; i < answeredAtMs.length; i++) silence = Math.max(silence, answeredAtMs[i]! - answeredAtMs[i - 1]!);
    return {
      failed: names.reduce((sum, name) => sum + failed[name]!, 0),
      usedShare: (steady * meanCost) / limiter.allowed(answeredAtMs[from]!, lastMs),
      refusalsPer100: (100 * refused) / answeredAtMs.length,
      longestSilenceS: silence / 1000,
      minutes: lastMs / 60_000,
      notices,
    };
  };
  const names = Object.keys(servers);
  return Object.fromEntries(
    names.map((name) => [name, isShared ? figuresOf(names, servers[name]!) : figuresOf([name], servers[name]!)]),
  );
}
