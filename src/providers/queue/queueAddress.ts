// The Redis that a coordinator and its workers meet at: its address, read and checked before anything rests on it. A password never appears in a
// message.
import type { Redis } from 'ioredis';
import { InputError } from '../../engine/inputError';

/** The Redis wants a password, or another one. */
export class QueuePasswordError extends InputError {}

export type QueueAddress = {
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly db: number;
    readonly username?: string;
    readonly password?: string;
    readonly tls?: object;
  };
  /** For people: without user name and password. */
  readonly shown: string;
};

export const passwordVariable = 'SMART_QUEUE_PASSWORD';

/** What BullMQ's scripts need. */
const oldestRedis = [6, 2] as const;
const connectWithinMs = 10_000;
const longestReconnectMs = 2000;

/**
 * @param text `redis://[user[:password]@]host[:port][/database]`, `rediss://` for TLS
 * @param environment where a password may stand instead of in the address, which other users of a machine can see
 * @throws {InputError}
 */
export function readQueueAddress(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = /^\/?(\d{1,4})?$/.exec(url?.pathname ?? '-');
  if (!url || !/^rediss?:$/.test(url.protocol) || url.hostname === '' || !database || url.search !== '')
    throw new InputError(
      'A queue is the address of a Redis, such as redis://host/0, or rediss://user:password@host:6380/0 with TLS.',
    );
  const port = url.port === '' ? 6379 : Number(url.port);
  const db = Number(database[1] ?? 0);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const password = url.password === '' ? environment[passwordVariable] : decoded(url.password);
  return {
    shown: `${url.protocol}//${url.hostname}:${String(port)}/${String(db)}`,
    options: {
      ...{ host, port, db },
      ...(url.username !== '' && { username: decoded(url.username) }),
      ...(password !== undefined && password !== '' && { password }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new InputError('The address of a queue: a "%" in the user name or password is written "%25".');
  }
}

/**
 * Connects once to see that the place is right; afterwards a connection that is lost is made again until it holds.
 * @param tell of the connection lost and found again, once each
 * @throws {InputError} where nobody answers, the password is wrong, or what answers is no Redis of today
 */
export async function connectQueue(address: QueueAddress, tell: (message: string) => void): Promise<Redis> {
  const { Redis } = await import('ioredis');
  let isChecked = false;
  const redis = new Redis({
    ...address.options,
    lazyConnect: true,
    connectTimeout: connectWithinMs,
    // BullMQ waits for as long as it takes.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isChecked ? Math.min(100 * times, longestReconnectMs) : null),
  });
  let trouble: Error | undefined;
  let isAway = false;
  redis.on('error', (error: Error) => {
    trouble = error;
    if (!isChecked || isAway) return;
    isAway = true;
    tell(`The queue at ${address.shown} does not answer (${reasonOf(error)}); waiting for it.`);
  });
  redis.on('ready', () => {
    if (isAway) tell(`The queue at ${address.shown} answers again.`);
    isAway = false;
  });
  try {
    await redis.connect();
    checkVersion(await redis.info('server'), address);
  } catch (error) {
    redis.disconnect();
    throw error instanceof InputError ? error : refusal(address, trouble ?? (error as Error));
  }
  isChecked = true;
  return redis;
}

function checkVersion(info: string, { shown }: QueueAddress): void {
  const version = /^redis_version:(\d+)\.(\d+)/m.exec(info);
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (major > oldestRedis[0] || (major === oldestRedis[0] && minor >= oldestRedis[1])) return;
  throw new InputError(`The queue at ${shown} is no Redis of version ${oldestRedis.join('.')} or later; update it.`);
}

function refusal({ shown, options }: QueueAddress, error: Error): InputError {
  const reason = reasonOf(error);
  if (/WRONGPASS|NOAUTH|NOPERM|AUTH|invalid password/i.test(reason)) {
    const given = options.password === undefined ? 'wants a password' : 'does not take the user name or password';
    return new QueuePasswordError(
      `The Redis at ${shown} ${given}; give it as redis://user:password@host/0 or in ${passwordVariable}.`,
    );
  }
  return new InputError(
    `The queue at ${shown} cannot be reached (${reason}): is Redis running there, and is the address right?`,
  );
}

/** What Redis or the network said; commands, which could hold the password, are no part of it. */
function reasonOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return error.message === '' ? String(code ?? error.name) : error.message.slice(0, 200);
}
