// The address of a queue, and what is told of a Redis that is none, is too old, wants a password, or goes away and comes back.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { InputError } from '../../../src/engine/inputError';
import { kept, queueOf, queueOptions, workerOptions } from '../../../src/providers/queue/bull';
import { connectQueue, QueuePasswordError, readQueueAddress } from '../../../src/providers/queue/queueAddress';

describe('the address of a queue', () => {
  const read = (text: string, environment = {}) => readQueueAddress(text, environment);
  it('says where the queue is, and shows no password', () => {
    assert.deepEqual(read('redis://h'), { shown: 'redis://h:6379/0', options: { host: 'h', port: 6379, db: 0 } });
    assert.deepEqual(read('redis://h:7000/12'), {
      shown: 'redis://h:7000/12',
      options: { host: 'h', port: 7000, db: 12 },
    });
    assert.deepEqual(read('rediss://u%40:p%3A@h/'), {
      shown: 'rediss://h:6379/0',
      options: { host: 'h', port: 6379, db: 0, username: 'u@', password: 'p:', tls: {} },
    });
    assert.equal(read('redis://[::1]:7000').options.host, '::1');
  });

  it('takes a password from the environment where it has none', () => {
    const environment = { SMART_QUEUE_PASSWORD: 'env' };
    assert.equal(read('redis://h', environment).options.password, 'env');
    assert.equal(read('redis://:own@h', environment).options.password, 'own');
    assert.ok(!('password' in read('redis://h', { SMART_QUEUE_PASSWORD: '' }).options));
  });

  it('is refused where it is none', () => {
    for (const text of ['', 'h:6379', 'http://h', 'redis:///0', 'redis://h/12345', 'redis://h/0/1', 'redis://h?x=1'])
      assert.throws(() => read(text), InputError, text);
    assert.throws(() => read('redis://h:%zz@h'), /written "%25"/);
  });
});

describe('how a queue is set up', () => {
  it('is the same for coordinators and workers, and begins a request once', () => {
    const redis = {} as never;
    const options = { connection: redis, prefix: 'smart', skipVersionCheck: true };
    assert.deepEqual(queueOptions(redis), options);
    assert.deepEqual(kept, { removeOnComplete: { age: 604_800 }, removeOnFail: { age: 604_800 } });
    assert.deepEqual(workerOptions(redis, 4), {
      ...{ ...options, ...kept, concurrency: 4 },
      ...{ lockDuration: 8000, stalledInterval: 2000, maxStalledCount: 0 },
    });
    assert.equal(queueOf('x'), 'asks-x');
  });
});

describe('a Redis', () => {
  let server: Server;
  let sockets: Socket[] = [];
  /** What it answers to each command, by its name. */
  let answer: (command: string) => string;
  const bulk = (text: string) => `$${String(text.length)}\r\n${text}\r\n`;
  const info = (version: string) => bulk(`redis_version:${version}\r\nloading:0\r\n`);

  const listen = async (port = 0) => {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        for (const [, name] of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g))
          socket.write(answer(name!.toLowerCase()));
      });
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const close = async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  const connect = (port: number, password = '', tell: (message: string) => void = () => undefined) =>
    connectQueue(readQueueAddress(`redis://${password}127.0.0.1:${String(port)}`, {}), tell);
  beforeEach(() => {
    sockets = [];
    answer = (command) => (command === 'info' ? info('7.0.15') : '+OK\r\n');
  });

  it('of today is taken; an older one and what is none are not', async () => {
    const port = await listen();
    const shown = `The queue at redis://127.0.0.1:${String(port)}/0`;
    for (const version of ['6.2.0', '6.10.1', '7.0.0', '10.0.0']) {
      answer = (command) => (command === 'info' ? info(version) : '+OK\r\n');
      (await connect(port)).disconnect();
    }
    for (const version of ['6.1.9', '5.9.0', 'x']) {
      answer = (command) => (command === 'info' ? info(version) : '+OK\r\n');
      await assert.rejects(connect(port), {
        message: `${shown} is no Redis of version 6.2 or later; update it.`,
      });
    }
    await close();
    await assert.rejects(connect(port), (error: Error) => {
      assert.ok(error instanceof InputError && !(error instanceof QueuePasswordError));
      assert.match(
        error.message,
        /cannot be reached \(.*ECONNREFUSED.*\): is Redis running there, and is the address right\?$/,
      );
      return true;
    });
  });

  it('that wants a password says so, and never repeats it', async () => {
    const port = await listen();
    answer = (command) => (command === 'info' ? '-NOAUTH Authentication required.\r\n' : '-WRONGPASS invalid\r\n');
    const place = `The Redis at redis://127.0.0.1:${String(port)}/0`;
    const help = 'give it as redis://user:password@host/0 or in SMART_QUEUE_PASSWORD.';
    for (const [password, problem] of [
      ['', 'wants a password'],
      ['me:sk-secret@', 'does not take the user name or password'],
    ] as const)
      await assert.rejects(connect(port, password), (error: Error) => {
        assert.ok(error instanceof QueuePasswordError, String(error));
        assert.equal(error.message, `${place} ${problem}; ${help}`);
        return true;
      });
    await close();
  });

  it('that goes away and comes back is told of once each', async () => {
    const port = await listen();
    const told: string[] = [];
    let hear: () => void = () => undefined;
    const redis = await connect(port, '', (message) => {
      told.push(message);
      hear();
    });
    const next = (count: number) =>
      new Promise<void>((resolve) => {
        hear = () => {
          if (told.length >= count) resolve();
        };
        hear();
      });
    await close();
    await next(1);
    let tries = 0;
    await new Promise<void>((resolve) => redis.on('reconnecting', () => (++tries === 2 ? resolve() : undefined)));
    await listen(port);
    await next(2);
    assert.match(
      told[0]!,
      /^The queue at redis:\/\/127\.0\.0\.1:\d+\/0 does not answer \(.*ECONNREFUSED.*\); waiting for it\.$/,
    );
    assert.match(told[1]!, /^The queue at redis:\/\/127\.0\.0\.1:\d+\/0 answers again\.$/);
    assert.equal(told.length, 2);
    redis.disconnect();
    await close();
  });
});
