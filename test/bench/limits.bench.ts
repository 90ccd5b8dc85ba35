// The whole table of rate limits, simulated on a virtual clock: share of the limit used in steady state, refusals per 100 answers, failed rows;
// a ! before a line that misses a bar (90 % used, 10 refusals where the limit is told and 30 where it is not, no failed row).
import { simulate, type Simulated } from '../providers/pacing/simulate';
import type { BucketOptions, LimitedOptions } from '../support/limitedServer';

const tellings = {
  headers: { headers: true, retryAfter: 'seconds' },
  'headers only': { headers: true },
  'headers in whole seconds': { headers: 'seconds' },
  'remaining only': { headers: 'remaining' },
  'Retry-After': { retryAfter: 'seconds' },
  bare: {},
} as const;

const kinds: Readonly<Record<string, Omit<BucketOptions, 'perMinute'>>> = {
  bucket: {},
  'bucket of a second': { capacity: 0 },
  'bucket, refusals count': { countsRefusals: true },
  'window of a minute': { kind: 'window' },
  'window of 10 s': { kind: 'window', windowMs: 10_000 },
  'window of a second': { kind: 'window', windowMs: 1000 },
  'sliding minute': { kind: 'sliding' },
  'sliding minute, refusals count': { kind: 'sliding', countsRefusals: true },
  'sliding 10 s': { kind: 'sliding', windowMs: 10_000 },
};

/** `SMART_JITTER=40 SMART_LATENCY=2000 npm run bench limits`: other ways to the server. */
const way = {
  jitterMs: Number(process.env['SMART_JITTER'] ?? 0),
  latencyMs: Number(process.env['SMART_LATENCY'] ?? 300),
};

async function main(): Promise<void> {
  const part = process.argv[2] ?? '';
  for (const [telling, tells] of Object.entries(tellings)) {
    for (const perMinute of [3, 5, 10, 15, 20, 40, 60, 300, 3000])
      for (const [kind, options] of Object.entries(kinds)) {
        const perWindow = (perMinute * (options.windowMs ?? 60_000)) / 60_000;
        if (!Number.isInteger(perWindow)) continue;
        const name = `${String(perMinute)} RPM, ${kind}, ${telling}`;
        if (!name.includes(part)) continue;
        const capacity = options.capacity === 0 ? Math.max(1, Math.round(perMinute / 60)) : perMinute;
        const bucket = { ...options, perMinute, capacity };
        const { m } = await simulate({ m: { bucket, tells, ...way } }, Math.max(60, Math.min(12_000, perMinute * 5)));
        tell(name, m!, tells);
      }
    const line = async (name: string, options: LimitedOptions, rows: number, concurrency = 32) => {
      if (!`${name}, ${telling}`.includes(part)) return;
      const { m } = await simulate({ m: options }, rows, { concurrency });
      tell(`${name}, ${telling}`, m!, tells);
    };
    for (const perMinute of [60, 500])
      for (const concurrency of [4, 64])
        await line(
          `${String(perMinute)} RPM, concurrency ${String(concurrency)}`,
          { bucket: { perMinute }, tells },
          1500,
          concurrency,
        );
    for (const perMinute of [60, 500])
      await line(`${String(perMinute)} RPM, 3 s answers`, { bucket: { perMinute }, tells, latencyMs: 3000 }, 1500, 64);
    for (const perMinute of [20_000, 40_000, 200_000, 1_000_000])
      for (const kind of ['bucket', 'window', 'sliding'] as const)
        await line(
          `${String(perMinute)} TPM, ${kind}`,
          { bucket: { perMinute, unit: 'tokens', kind }, tells },
          Math.max(400, Math.min(12_000, perMinute / 60)),
        );
    for (const [from, to] of [
      [60, 20],
      [60, 180],
      [300, 60],
      [300, 1200],
    ] as const)
      await line(
        `${String(from)} RPM that become ${String(to)}`,
        { bucket: { perMinute: from, change: { atMs: 240_000, perMinute: to } }, tells },
        4 * from + 8 * to,
      );
    for (const [perSecond, perMinute] of [
      [2, 60],
      [10, 300],
      [20, 1200],
    ] as const)
      for (const kind of ['bucket', 'window', 'sliding'] as const) {
        const also = { perMinute: perSecond * 60, kind, windowMs: 1000, capacity: perSecond };
        const name = `${String(perSecond)} a second and ${String(perMinute)} a minute, ${kind}`;
        await line(name, { bucket: { perMinute, kind }, also, tells }, perMinute * 5);
      }
    for (const concurrent of [1, 4, 16])
      await line(
        `${String(concurrent)} under way`,
        { bucket: { perMinute: 1e9 }, concurrent, tells },
        concurrent * 400,
      );
    await line('no limit, 10 % stray', { bucket: { perMinute: 1e9 }, tells, stray: 0.1 }, 5000, 64);
    await line('no limit, 25 % stray', { bucket: { perMinute: 1e9 }, tells, stray: 0.25 }, 5000, 64);
    if (`two models, ${telling}`.includes(part)) {
      const two = await simulate(
        { fast: { bucket: { perMinute: 1200 }, tells }, slow: { bucket: { perMinute: 60 }, tells } },
        { fast: 4800, slow: 240 },
      );
      tell(`two models, 1200, ${telling}`, two['fast']!, tells);
      tell(`two models, 60, ${telling}`, two['slow']!, tells);
    }
    for (const perMinute of [20, 60, 300])
      for (const kind of ['bucket', 'window', 'sliding'] as const) {
        const name = `two models that share ${String(perMinute)} RPM, ${kind}, ${telling}`;
        if (!name.includes(part)) continue;
        const options: LimitedOptions = { bucket: { perMinute, kind }, tells };
        const { one } = await simulate({ one: options, other: options }, perMinute * 3, { isShared: true });
        tell(name, one!, tells);
      }
  }
}

function tell(
  name: string,
  { failed, usedShare, refusalsPer100, longestSilenceS, minutes }: Simulated,
  tells: LimitedOptions['tells'],
): void {
  const isMet =
    failed === 0 && usedShare >= 0.9 && refusalsPer100 <= (tells?.headers && tells.headers !== 'remaining' ? 10 : 30);
  const figures = [
    `${(100 * usedShare).toFixed(0)} % used`,
    `${refusalsPer100.toFixed(1)} refusals per 100`,
    `${String(failed)} failed`,
    `longest silence ${longestSilenceS.toFixed(1)} s`,
    `${minutes.toFixed(2)} min`,
  ];
  console.log(`${isMet ? ' ' : '!'} ${name.padEnd(52)} ${figures.join(', ')}`);
}

void main();
