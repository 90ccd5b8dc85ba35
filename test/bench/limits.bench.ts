// The whole table of rate limits, simulated on a virtual clock: share of the limit used in steady state, refusals per 100 answers, failed rows.
import { simulate } from '../providers/pacing/simulate';
import type { LimitedOptions } from '../support/limitedServer';

const tellings = {
  headers: { headers: true, retryAfter: 'seconds' },
  'Retry-After': { retryAfter: 'seconds' },
  bare: {},
} as const;

async function main(): Promise<void> {
  const part = process.argv[2] ?? '';
  const line = async (name: string, options: LimitedOptions, rows: number, concurrency = 32) => {
    if (!name.includes(part)) return;
    const { m } = await simulate({ m: options }, rows, { concurrency });
    tell(name, m!);
  };
  for (const [telling, tells] of Object.entries(tellings)) {
    for (const perMinute of [10, 20, 30, 60, 100, 200, 500, 1200]) {
      const rows = Math.max(60, Math.min(2500, perMinute * 5));
      for (const concurrency of [16, 64])
        await line(
          `${String(perMinute)} RPM, ${telling}, ${String(concurrency)}`,
          { bucket: { perMinute }, tells },
          rows,
          concurrency,
        );
      await line(
        `${String(perMinute)} RPM, ${telling}, 3 s answers`,
        { bucket: { perMinute }, tells, latencyMs: 3000 },
        rows,
        64,
      );
      await line(
        `${String(perMinute)} RPM, ${telling}, refusals count`,
        { bucket: { perMinute, countsRefusals: true }, tells },
        rows,
      );
      await line(
        `${String(perMinute)} RPM, ${telling}, bucket of a second`,
        { bucket: { perMinute, capacity: Math.max(1, Math.round(perMinute / 60)) }, tells },
        rows,
      );
      await line(
        `${String(perMinute)} RPM, ${telling}, window`,
        { bucket: { perMinute, isWindow: true }, tells },
        rows,
      );
    }
    for (const perMinute of [40_000, 200_000, 1_000_000])
      await line(
        `${String(perMinute)} TPM, ${telling}`,
        { bucket: { perMinute, unit: 'tokens' }, tells },
        Math.min(3000, perMinute / 60),
      );
    await line(`no limit, 10 % stray, ${telling}`, { bucket: { perMinute: 1e9 }, tells, stray: 0.1 }, 5000, 64);
    await line(`no limit, 25 % stray, ${telling}`, { bucket: { perMinute: 1e9 }, tells, stray: 0.25 }, 5000, 64);
    if ('two models'.includes(part)) {
      const two = await simulate(
        { fast: { bucket: { perMinute: 1200 }, tells }, slow: { bucket: { perMinute: 60 }, tells } },
        { fast: 4800, slow: 240 },
      );
      tell(`two models, 1200, ${telling}`, two['fast']!);
      tell(`two models, 60, ${telling}`, two['slow']!);
    }
  }
}

function tell(
  name: string,
  { failed, usedShare, refusalsPer100, longestSilenceS, minutes }: Awaited<ReturnType<typeof simulate>>[string],
): void {
  const figures = [
    `${(100 * usedShare).toFixed(0)} % used`,
    `${refusalsPer100.toFixed(1)} refusals per 100`,
    `${String(failed)} failed`,
    `longest silence ${longestSilenceS.toFixed(1)} s`,
    `${minutes.toFixed(2)} min`,
  ];
  console.log(`${name.padEnd(42)} ${figures.join(', ')}`);
}

void main();
