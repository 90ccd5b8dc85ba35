// The jobs that lie beside an exported plan: Dask's is run for real by two worker processes, the others where a Python with their
// package is at hand; all are compiled.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { exportPlan } from '../../src/app/cluster/exportPlan';
import { jobFiles } from '../../src/app/cluster/jobFiles';
import { takeAnswers } from '../../src/app/cluster/takeAnswers';
import { openDataset } from '../../src/datasets/openDataset';
import { userInstallation } from '../../src/store/installation';
import { type ClusterEngine, findPython } from '../machine/clusterPython';
import { ensureDask, type EnginePython } from '../machine/dask';
import { isSkippable } from '../machine/unavailable';
import { syntheticAnswerer } from '../support/answerers';
import { type LiveRun, startLiveRun } from './liveRun';

const texts = Array.from({ length: 1200 }, (_, row) => `message ${String(row)} of the table`);
const prices = [
  { inputPerMillion: 0.1, outputPerMillion: 0.4 },
  { inputPerMillion: 10, outputPerMillion: 40 },
];

const engines: readonly { readonly name: string; readonly job: string; readonly find: () => EnginePython }[] = [
  { name: 'Dask, two workers', job: 'dask_job.py', find: ensureDask },
  ...(['Ray', 'Spark', 'Daft'] as const).map((name: ClusterEngine) => ({
    ...{ name, job: `${name.toLowerCase()}_job.py` },
    find: () => findPython(name),
  })),
];

describe('the jobs beside an exported plan', function () {
  this.timeout(15 * 60_000);
  let live: LiveRun | undefined;
  afterEach(async () => {
    await live?.close();
    live = undefined;
  });

  it('compile', function () {
    if (spawnSync('python3', ['--version']).status !== 0) return this.skip();
    for (const [name, text] of Object.entries(jobFiles)) {
      const compiled = spawnSync('python3', ['-c', `compile(__import__('sys').stdin.read(), '${name}', 'exec')`], {
        input: text,
      });
      assert.equal(compiled.status, 0, `${name}: ${compiled.stderr.toString()}`);
    }
  });

  for (const { name, job, find } of engines)
    it(`${name}: asks through errors and a kill, what was saved is not asked again, and the run takes the answers`, async function () {
      let python: EnginePython;
      try {
        python = find();
      } catch (error) {
        if (!isSkippable(error)) throw error;
        console.error(`skipped: ${this.test?.title ?? ''}: ${error.message}`);
        return this.skip();
      }
      let refused: string | undefined;
      const keys: (string | undefined)[] = [];
      const { server, folder, run } = (live = await startLiveRun({
        texts,
        answerer: syntheticAnswerer(['ham', 'spam'], { small: 0.03 }),
        models: ['small', 'large'].map((model, at) => ({ model, price: prices[at], maxOutputTokens: 8 })),
        priceOf: (model) => ({ type: 'token', ...prices[model === 'small' ? 0 : 1]! }),
        latencyMs: 20,
        onRequest: (_, __, { authorization }) => keys.push(authorization),
        refuse: (_, body) =>
          refused !== undefined && JSON.stringify(body).includes(`message ${refused} of`)
            ? { status: 400, message: 'This row is refused.' }
            : undefined,
      }));
      const { ledger } = server;
      const seen = await run({ accuracy: 0.95 }, { until: 'plan' });
      const straight = await run({ accuracy: 0.95 }, { resume: seen.runId });
      const { runId } = await run({ accuracy: 0.95 }, { until: 'plan' });
      const to = join(folder, 'plan');
      const installation = userInstallation();
      const format = python.readsParquet ? 'parquet' : 'jsonl';
      const { plan } = await exportPlan(join(folder, 'runs'), runId, { to, format, installation });
      const wanted = plan.models.reduce((sum, { rows }) => sum + rows, 0);
      assert.ok(wanted > 400, String(wanted));

      const env = {
        ...process.env,
        ...{ SMART_BASE_URL: 'http://127.0.0.1:9/v1', SMART_BASE_URL_SMALL: `${server.url}/v1`, SMART_API_KEY: 'k-1' },
        ...{ SMART_ROWS_AT_ONCE: '100', SMART_THREADS: '4' },
      };
      const start = (): ChildProcess =>
        spawn(python.path, [join(to, job)], { env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
      refused = await firstId(join(to, plan.models[0]!.parts[0]!.path));
      server.setFaults({ serverError: 0.03, rateLimit: 0.03 });
      const from = ledger.entries.length;
      keys.length = 0;
      const first = start();
      while (saved(to).length < 2) {
        assert.equal(first.exitCode, null, 'the job ended before it was killed');
        await setTimeout(20);
      }
      process.kill(-first.pid!, 'SIGKILL');
      const kept = new Set(
        saved(to)
          .flatMap((path) => answersIn(path))
          .map(({ id }) => id),
      );
      // What the killed workers had sent may still be on its way to the ledger.
      while (server.load.now > 0) await setTimeout(20);
      const between = ledger.entries.length;
      const second = start();
      let told = '';
      second.stderr!.on('data', (data: Buffer) => (told += data.toString()));
      const [code] = (await once(second, 'exit')) as [number];
      assert.equal(code, 0, told);
      const again = ledger.entries.slice(between).map(({ content }) => /message (\d+)/.exec(content)![1]!);
      assert.deepEqual(
        again.filter((id) => kept.has(id)),
        [],
        'an answer that was saved is not asked for again',
      );
      assert.ok(ledger.entries.length - from <= wanted + 100, 'a kill costs at most the rows that are saved together');
      assert.ok(keys.length > 0 && keys.every((key) => key === 'Bearer k-1'));

      const errors = saved(to)
        .flatMap((path) => answersIn(path))
        .filter(({ error }) => error !== '');
      assert.ok(errors.length >= 1 && errors.every(({ error }) => error.includes('HTTP 400')), JSON.stringify(errors));
      const took = await takeAnswers(join(folder, 'runs'), runId, to, { installation });
      const { planned, taken, missing, unpriced } = took;
      assert.deepEqual(
        { planned, taken, missing, unpriced },
        { planned: wanted, taken: wanted - 1, missing: 1, unpriced: 0 },
      );
      refused = undefined;
      server.setFaults({});
      const resumed = await run({ accuracy: 0.95 }, { resume: runId });
      assert.deepEqual(await readFile(resumed.output!), await readFile(straight.output!));
    });
});

async function firstId(path: string): Promise<string> {
  const part = await openDataset(path);
  try {
    for await (const row of part.rows()) return row.get('id')!;
    throw new Error(`${path} has no rows`);
  } finally {
    await part.close();
  }
}

/** Files that the job has finished. */
function saved(plan: string): string[] {
  const answers = join(plan, 'answers');
  if (!existsSync(answers)) return [];
  return readdirSync(answers).flatMap((partition) =>
    readdirSync(join(answers, partition))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => join(answers, partition, name)),
  );
}

function answersIn(path: string): { readonly id: string; readonly error: string }[] {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { id: string; error: string });
}
