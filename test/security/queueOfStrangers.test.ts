// 23: whoever can write into the Redis of a queue can neither direct a worker's key to another host, nor have it ask hosts that nobody allowed, nor act on
// a terminal.
import assert from 'node:assert/strict';
import type { Fetch } from '../../src/providers/guardedFetch';
import { createOfferedProviders } from '../../src/providers/queue/offeredProvider';
import { readQueueAddress } from '../../src/providers/queue/queueAddress';
import type { OfferedConfig } from '../../src/providers/queue/notices';

const keys = [{ origin: 'https://api.openai.com', key: 'sk-secret', name: 'OPENAI_API_KEY' }];
const fetch: Fetch = () => assert.fail('nothing is sent');

function open(config: Partial<OfferedConfig>, allowedHosts: readonly string[] = []) {
  const offered = {
    name: 'p',
    type: 'openai-compatible',
    baseUrl: 'https://llm.example/v1',
    ...config,
  } as OfferedConfig;
  return createOfferedProviders({ keys, allowedHosts, fetch })({ version: '1', config: offered });
}

describe('an offer of a stranger', () => {
  it('takes no key to another host', () => {
    assert.throws(() => open({ keyEnv: 'OPENAI_API_KEY' }), /not bound to this host/);
    assert.throws(
      () => open({ baseUrl: 'http://api.openai.com/v1', keyEnv: 'OPENAI_API_KEY' }),
      /plain http|not bound/,
    );
    assert.equal(open({ type: 'openai', baseUrl: 'https://api.openai.com/v1' }).name, 'p');
  });

  it('has no host asked without a key that was not allowed', () => {
    assert.throws(() => open({ baseUrl: 'http://169.254.169.254/latest' }), /--allow-hosts 169\.254\.169\.254/);
    assert.throws(() => open({}), /start the worker with --allow-hosts llm\.example/);
    assert.throws(() => open({}, ['llm.example:8080']), /--allow-hosts/);
    assert.equal(open({}, ['llm.example']).name, 'p');
    assert.equal(open({ baseUrl: 'http://127.0.0.1:8000/v1' }).name, 'p');
  });

  it('opens nothing that is not asked over a network', () => {
    assert.throws(() => open({ type: 'embedded', baseUrl: 'http://127.0.0.1/' }), /not asked over a network/);
  });
});

describe('the address of a queue', () => {
  it('is shown without its password, which may stand in the environment', () => {
    const address = readQueueAddress('rediss://me:p%40ss@redis.example:6380/2', {});
    assert.equal(address.shown, 'rediss://redis.example:6380/2');
    assert.deepEqual(address.options, {
      host: 'redis.example',
      port: 6380,
      db: 2,
      username: 'me',
      password: 'p@ss',
      tls: {},
    });
    assert.equal(readQueueAddress('redis://h', { SMART_QUEUE_PASSWORD: 'x' }).options.password, 'x');
    for (const wrong of ['redis://', 'host:6379', 'http://h/0', 'redis://h/x', 'redis://h/0?tls=false', ''])
      assert.throws(() => readQueueAddress(wrong, {}), /A queue is the address of a Redis/);
  });
});
