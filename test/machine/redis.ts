// The Redis of tests: found on the machine, installed from the distribution where there is none, and started with a folder of its own. Nothing else
// starts one, so whichever test comes first on a fresh machine brings it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { installAptPackage } from './aptPackage';
import { Unavailable } from './unavailable';

/** Longest that a first start may take, installation included. */
export const firstRedisMs = 10 * 60_000;

const remedy = 'Install Redis 6.2 or later so that `redis-server` is found.';
const places = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'];

const find = () =>
  places.find((path) => existsSync(path)) ??
  (spawnSync('redis-server', ['--version']).status === 0 ? 'redis-server' : undefined);

/** Path of a redis-server; installs it where there is none. @throws {Unavailable} where there is none and none can be installed. */
export function ensureRedis(): string {
  const found = find();
  if (found !== undefined) return found;
  // Redis has no release for Windows, and a Mac's comes by hand.
  if (process.platform !== 'linux') throw new Unavailable(`redis-server is missing. ${remedy}`, true);
  installAptPackage('redis-server', remedy);
  const installed = find();
  if (installed === undefined) throw new Unavailable(`The package redis-server brought no server. ${remedy}`);
  return installed;
}

export type TestRedis = {
  readonly url: string;
  readonly port: number;
  /** All keys, and what is in them, as text. */
  readonly dump: () => Promise<string>;
  /** SIGKILL; what was written is there when it starts again. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** @param settings of redis.conf, e.g. `--requirepass`, `secret` */
export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  const program = ensureRedis();
  const folder = await mkdtemp(join(tmpdir(), 'smart-redis-'));
  const port = await freePort();
  let server: ChildProcess | undefined;
  const start = async () => {
    const started = spawn(
      program,
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'],
        ...settings,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    server = started;
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (data: Buffer) => {
        if (/Ready to accept connections/.test(data.toString())) resolve();
      });
      started.on('exit', (code) => {
        reject(new Error(`redis-server ended with ${String(code)}`));
      });
    });
  };
  const kill = async () => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${String(port)}/0`,
    port,
    start,
    kill,
    dump: () => dumpOf(port),
    close: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function dumpOf(port: number): Promise<string> {
  const redis = new Redis({ port, host: '127.0.0.1' });
  try {
    const lines: string[] = [];
    for (const key of (await redis.keys('*')).sort()) {
      const type = await redis.type(key);
      const value =
        type === 'hash'
          ? await redis.hgetall(key)
          : type === 'list'
            ? await redis.lrange(key, 0, -1)
            : type === 'zset'
              ? await redis.zrange(key, '0', '-1')
              : type === 'set'
                ? await redis.smembers(key)
                : type === 'stream'
                  ? await redis.xrange(key, '-', '+')
                  : await redis.get(key);
      lines.push(`${key} ${JSON.stringify(value)}`);
    }
    return lines.join('\n');
  } finally {
    redis.disconnect();
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
