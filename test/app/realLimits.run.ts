// Limits over real HTTP, in real time, with the vendors' own SDKs: each line has a server of its own that tells its limit as a vendor does. All
// lines run side by side, six minutes: `npm run test:limits [part of a name]`. Ends with exit code 1 where a line misses its bar.
import { createBudget } from '../../src/engine/money/budget';
import { makeRandom } from '../../src/engine/random';
import { createProvider } from '../../src/providers/createProvider';
import { systemClock } from '../../src/providers/systemClock';
import { syntheticAnswerer, roughTokens } from '../support/answerers';
import { createLimiter, type Limiter, type LimiterOptions } from '../support/limiter';
import { startLlmServer } from '../support/llmServer';
import { spamTask, testModel, testPrice } from '../support/requests';

type Headers = Readonly<Record<string, string>>;
type Telling = {
  /** Of good replies and refusals alike. */
  readonly always?: (limiter: Limiter, unit: Unit) => Headers;
  readonly whenRefused?: (waitMs: number) => Headers;
};
type Unit = 'requests' | 'tokens';
type Line = {
  readonly type?: 'openai' | 'anthropic' | 'openai-compatible';
  /** By model; each gets rows for as long as the line takes. */
  readonly limits: Readonly<
    Record<string, LimiterOptions & { readonly unit?: Unit; readonly countsRefusals?: boolean }>
  >;
  readonly tells: Telling;
  readonly concurrency?: number;
};

/** So long every line runs on after its first allowance is used up. */
const minutes = Number(process.env['SMART_MINUTES'] ?? 5);
const epochMs = () => Date.now();
const left = (limiter: Limiter) => String(Math.max(0, Math.floor(limiter.remaining())));
const inSeconds = (waitMs: number): Headers => ({ 'retry-after': String(Math.ceil(waitMs / 1000)) });
const bare: Telling = {};
const retryAfter: Telling = { whenRefused: inSeconds };
const asDate: Telling = {
  whenRefused: (waitMs) => ({ 'retry-after': new Date(epochMs() + waitMs + 999).toUTCString() }),
};
const openai: Telling = {
  always: (limiter, unit) => ({
    [`x-ratelimit-limit-${unit}`]: String(limiter.capacity()),
    [`x-ratelimit-remaining-${unit}`]: left(limiter),
    [`x-ratelimit-reset-${unit}`]: `${String(Math.ceil(limiter.resetMs()))}ms`,
  }),
  whenRefused: inSeconds,
};
const anthropic: Telling = {
  always: (limiter, unit) => ({
    [`anthropic-ratelimit-${unit}-limit`]: String(limiter.capacity()),
    [`anthropic-ratelimit-${unit}-remaining`]: left(limiter),
    [`anthropic-ratelimit-${unit}-reset`]: new Date(epochMs() + limiter.resetMs() + 999)
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
  }),
  whenRefused: inSeconds,
};
const azure: Telling = {
  always: (limiter, unit) => ({ [`x-ratelimit-remaining-${unit}`]: left(limiter) }),
  whenRefused: (waitMs) => ({ 'retry-after-ms': String(Math.ceil(waitMs)), ...inSeconds(waitMs) }),
};
/** The draft of the IETF (RateLimit header fields). */
const draft: Telling = {
  always: (limiter) => ({
    'ratelimit-limit': String(limiter.capacity()),
    'ratelimit-remaining': left(limiter),
    'ratelimit-reset': String(Math.ceil(limiter.resetMs() / 1000)),
  }),
};

const lines: Readonly<Record<string, Line>> = {
  '60 RPM, Retry-After': { limits: { m: { perMinute: 60 } }, tells: retryAfter },
  '60 RPM, bare, concurrency 64': { limits: { m: { perMinute: 60 } }, tells: bare, concurrency: 64 },
  '100 RPM, Retry-After': { limits: { m: { perMinute: 100 } }, tells: retryAfter },
  '500 RPM, bare, refusals count': { limits: { m: { perMinute: 500, countsRefusals: true } }, tells: bare },
  '60 RPM, bare, refusals count': { limits: { m: { perMinute: 60, countsRefusals: true } }, tells: bare },
  '1,200 and 60 RPM, bare': { limits: { fast: { perMinute: 1200 }, slow: { perMinute: 60 } }, tells: bare },
  '30 RPM, Retry-After as a date': { limits: { m: { perMinute: 30 } }, tells: asDate },
  '500 RPM, headers of OpenAI': { type: 'openai', limits: { m: { perMinute: 500 } }, tells: openai },
  '20,000 TPM, headers of OpenAI': { limits: { m: { perMinute: 20_000, unit: 'tokens' } }, tells: openai },
  '50 RPM, headers of Anthropic': { type: 'anthropic', limits: { m: { perMinute: 50 } }, tells: anthropic },
  '600 RPM by windows of 10 s, headers of Azure': {
    limits: { m: { perMinute: 600, kind: 'window', windowMs: 10_000 } },
    tells: azure,
  },
  '120 RPM by a sliding minute, headers of the draft': {
    limits: { m: { perMinute: 120, kind: 'sliding' } },
    tells: draft,
  },
};

const refusedOf = (type: Line['type']) =>
  type === 'anthropic'
    ? { type: 'error', error: { type: 'rate_limit_error', message: 'Rate limit reached' } }
    : { error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded', param: null } };

async function run(name: string, { type = 'openai-compatible', limits, tells, concurrency }: Line): Promise<boolean> {
  const ledgers = new Map(
    Object.entries(limits).map(([model, options]) => {
      const limiter = createLimiter(options, systemClock);
      return [model, { ...options, limiter, answeredAtMs: [] as number[], costs: [] as number[], refused: 0 }];
    }),
  );
  let last: Headers = {};
  const server = await startLlmServer({
    answerer: syntheticAnswerer(['ham', 'spam']),
    priceOf: () => testPrice,
    latencyMs: 300,
    headers: () => last,
    refuse(_, body) {
      const ledger = ledgers.get(String(body['model']))!;
      const { limiter, unit = 'requests', countsRefusals } = ledger;
      const cost = unit === 'requests' ? 1 : roughTokens(JSON.stringify(body));
      const isTaken = limiter.remaining() >= cost;
      if (isTaken) {
        limiter.take(cost);
        ledger.answeredAtMs.push(systemClock.nowMs());
        ledger.costs.push(cost);
      } else {
        ledger.refused++;
        if (countsRefusals) limiter.take(Math.min(cost, limiter.remaining()));
      }
      last = tells.always?.(limiter, unit) ?? {};
      if (isTaken) return undefined;
      const headers = { ...last, ...tells.whenRefused?.(limiter.waitMs(cost)) };
      return { status: 429, message: '', raw: JSON.stringify(refusedOf(type)), headers };
    },
  });
  const origin = new URL(server.url).origin;
  const provider = await createProvider(
    { name: 'limited', type, baseUrl: type === 'anthropic' ? server.url : `${server.url}/v1` },
    {
      clock: systemClock,
      random: makeRandom(1),
      keys: [{ origin, key: 'sk-limits-0123456789-abcdefghij', name: 'KEY' }],
      budget: createBudget(1000),
      ...(concurrency !== undefined && { concurrency }),
    },
  );
  const over = new AbortController();
  setTimeout(() => over.abort(new Error('over')), (minutes + 1) * 60_000);
  const failures: string[] = [];
  await Promise.all(
    [...ledgers.keys()].flatMap((id) => {
      let next = 0;
      const worker = async () => {
        while (!over.signal.aborted) {
          const content = `message ${String(++next)} ${'lorem ipsum '.repeat((next * 7) % 60)}`;
          const request = { model: testModel(id), instruction: 'Say ham or spam.', content, task: spamTask };
          await provider.ask(request, over.signal).catch((error: unknown) => {
            if (!over.signal.aborted) failures.push(String(error));
          });
        }
      };
      return Array.from({ length: 2 * (concurrency ?? 32) }, worker);
    }),
  );
  await server.close();
  const most = tells.always && tells !== azure ? 10 : 30;
  return [...ledgers].every(([model, { limiter, answeredAtMs, costs, refused }]) => {
    // Steady from when a fifth more than a full allowance has passed.
    let [from, sum] = [0, 0];
    while (from < costs.length - 1 && sum < 1.2 * limiter.capacity()) sum += costs[from++]!;
    const used = costs.slice(from + 1).reduce((all, cost) => all + cost, 0);
    const share = used / limiter.allowed(answeredAtMs[from]!, answeredAtMs.at(-1)!);
    const refusals = (100 * refused) / answeredAtMs.length;
    const isMet = failures.length === 0 && share >= 0.9 && refusals <= most;
    const figures = `${(100 * share).toFixed(0)} % used, ${refusals.toFixed(1)} refusals per 100 of ${String(answeredAtMs.length)}`;
    console.log(
      `${isMet ? ' ' : '!'} ${name} (${model}): ${figures}, ${String(failures.length)} failed ${failures[0] ?? ''}`,
    );
    return isMet;
  });
}

async function main(): Promise<void> {
  const part = process.argv[2] ?? '';
  const chosen = Object.entries(lines).filter(([name]) => name.includes(part));
  const met = await Promise.all(chosen.map(([name, line]) => run(name, line)));
  process.exitCode = met.every((isMet) => isMet) ? 0 : 1;
}

void main();
