// Whole runs of the command line against a server with a rate limit, rows that hang for ever, and a Ctrl-C while it waits. Takes
// some minutes: node dist/test/app/traffic.run.js [part of a name]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LlmServerOptions } from '../support/llmServer';
import { makeRunFixture, runArguments } from './runFixture';
import { smart } from './smartProcess';

type Refuse = NonNullable<LlmServerOptions['refuse']>;

/** A token bucket over real time. */
function bucket(perMinute: number): Refuse {
  let level = perMinute;
  let atMs = performance.now();
  return () => {
    const nowMs = performance.now();
    level = Math.min(perMinute, level + ((nowMs - atMs) * perMinute) / 60_000);
    atMs = nowMs;
    if (level < 1) return { status: 429, message: 'Rate limit reached', code: 'rate_limit_exceeded' };
    level--;
    return undefined;
  };
}

const hanging = ['50', '150', '250', '350', '450', '550'];
const isHanging = (body: object) => new RegExp(`message (${hanging.join('|')})\\b`).test(JSON.stringify(body));

/** @param model at which rows hang; absent: at all of them */
async function hangs(model?: string): Promise<void> {
  let hold: Promise<void> | undefined;
  const fixture = await makeRunFixture(600, {
    latencyMs: 50,
    hold: () => hold,
    onRequest: (_, body) => {
      const hangs = isHanging(body) && (model === undefined || body['model'] === model);
      hold = hangs ? new Promise<void>(() => undefined) : undefined;
    },
  });
  const startMs = performance.now();
  const exit = await smart(runArguments(fixture).filter((word) => word !== '--json'));
  const seconds = Math.round((performance.now() - startMs) / 1000);
  console.log(`hangs: exit ${String(exit.code)} after ${String(seconds)} s`);
  console.log(exit.stdout.slice(0, 1500), exit.stderr.slice(-800));
  const lines = readFileSync(join(fixture.folder, 'messages.smart.csv'), 'utf8').trimEnd().split('\n');
  await fixture.close();
  const failed = lines.filter((line) => /no answer within/.test(line)).map((line) => line.split(',')[0]);
  assert.equal(exit.code, 6);
  // A row that hangs at the reference alone may keep the answer of another model.
  if (model === undefined) assert.deepEqual(failed, hanging);
  else assert.ok(failed.length > 0 && failed.every((id) => hanging.includes(id!)), failed.join());
  assert.match(exit.stdout, new RegExp(`^${String(failed.length)} rows? of 600 FAILED`));
  assert.ok(seconds <= 150, `${String(seconds)} s`);
}

const runs: Readonly<Record<string, () => Promise<void>>> = {
  hangs: () => hangs(),
  hangsAtReference: () => hangs('large'),
  async interrupt() {
    const fixture = await makeRunFixture(400, { latencyMs: 50, refuse: bucket(20) });
    const startMs = performance.now();
    const exit = await smart(runArguments(fixture), { signal: { name: 'SIGINT', afterMs: 12_000 } });
    const took = performance.now() - startMs - 12_000;
    console.log(`interrupt: exit ${String(exit.code)}, ${took.toFixed(0)} ms after Ctrl-C; ${exit.stderr}`);
    await fixture.close();
  },
  async limit() {
    const fixture = await makeRunFixture(120, { latencyMs: 50, refuse: bucket(60) });
    const exit = await smart([...runArguments(fixture), '--runs', join(fixture.folder, 'runs')]);
    const { ledger } = fixture.server;
    console.log(
      `limit: exit ${String(exit.code)}, ${String(ledger.requests)} requests, ${String(ledger.entries.length)} answers; ${exit.stderr}`,
    );
    await fixture.close();
  },
};

async function main(): Promise<void> {
  const part = process.argv[2] ?? '';
  for (const [name, run] of Object.entries(runs)) if (name.includes(part)) await run();
}

void main();
