// Runs many rows through the traffic control against limited servers on a virtual clock, as a run does: a window of rows is kept waiting.
import { makeRandom } from '../../../src/engine/random';
import type { Provider } from '../../../src/engine/provider';
import type { TrafficNotice } from '../../../src/engine/events';
import { traffic } from '../../../src/providers/traffic';
import { virtualClock } from '../../support/fakeClock';
import { limitedServer, type LimitedOptions } from '../../support/limitedServer';
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

/** @param servers by model name; each gets as many rows. */
export async function simulate(
  servers: Readonly<Record<string, LimitedOptions>>,
  rows: number | Readonly<Record<string, number>>,
  { concurrency = 32, seed = 1, longestMinutes = 600 } = {},
): Promise<Record<string, Simulated>> {
  const clock = virtualClock();
  const random = makeRandom(seed, 'limits');
  const limited = new Map(
    Object.entries(servers).map(([name, options]) => [name, limitedServer(options, clock, random)]),
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
  return Object.fromEntries(
    [...limited].map(([name, server]) => {
      const { perMinute, capacity = perMinute, unit } = servers[name]!.bucket;
      const { answeredAtMs, refusedAtMs } = server;
      const meanCost = unit === 'tokens' ? 300 : 1;
      // Steady from when twice of what a full bucket holds has passed.
      const from = Math.min(answeredAtMs.length - 2, Math.ceil((capacity / meanCost) * 1.2));
      const lastMs = answeredAtMs.at(-1)!;
      const steadyMs = lastMs - answeredAtMs[from]!;
      const used = ((answeredAtMs.length - 1 - from) * meanCost) / ((perMinute / 60_000) * steadyMs);
      let silence = 0;
      for (let i = 1; i < answeredAtMs.length; i++)
        silence = Math.max(silence, answeredAtMs[i]! - answeredAtMs[i - 1]!);
      return [
        name,
        {
          failed: failed[name]!,
          usedShare: used,
          refusalsPer100: (100 * refusedAtMs.length) / answeredAtMs.length,
          longestSilenceS: silence / 1000,
          minutes: lastMs / 60_000,
          notices,
        },
      ];
    }),
  );
}
