import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { createProvider } from '../../src/providers/createProvider';
import { guardedFetch } from '../../src/providers/guardedFetch';
import { boundKeysFrom, boundSecret, decideKey } from '../../src/providers/keyBinding';
import { redact } from '../../src/providers/redact';
import { syntheticAnswerer } from '../support/answerers';
import { hastyClock } from '../support/fakeClock';
import { startLlmServer } from '../support/llmServer';
import { never, testPrice, testRequest } from '../support/requests';

const openAiKey = 'sk-openai-secret-123456';
const environment = {
  OPENAI_API_KEY: openAiKey,
  ANTHROPIC_API_KEY: 'sk-ant-secret-123456',
  ROUTER_KEY: 'router-secret-1',
};
const decide = (endpoint: Parameters<typeof decideKey>[0], extra: Record<string, string> = {}) =>
  decideKey(endpoint, boundKeysFrom({ ...environment, ...extra }));

describe('decideKey', () => {
  it('gives the vendors their own keys', () => {
    const openai = decide({ name: 'openai', baseUrl: 'https://api.openai.com/v1' });
    assert.deepEqual(openai, { type: 'key', key: openAiKey, origin: 'https://api.openai.com' });
    assert.equal(decide({ name: 'anthropic', baseUrl: 'https://api.anthropic.com' }).type, 'key');
  });

  const elsewhere: [string, string][] = [
    ['another host', 'https://evil.example/v1'],
    ['a host that looks alike', 'https://api.openai.com.evil.example/v1'],
    ['the vendor as a path', 'https://evil.example/api.openai.com'],
    ['another port of the vendor', 'https://api.openai.com:8443/v1'],
    ['plain http to the vendor', 'http://api.openai.com/v1'],
    ['a local server', 'http://localhost:8080/v1'],
  ];
  for (const [what, baseUrl] of elsewhere) {
    it(`does not give a vendor's key to ${what}, whatever a file says`, () => {
      for (const endpoint of [
        { name: 'openai', baseUrl },
        { name: 'openai', baseUrl, keyEnv: 'OPENAI_API_KEY' },
        { name: 'x', baseUrl, keyEnv: 'ROUTER_KEY' },
      ])
        assert.notEqual(decide(endpoint).type, 'key');
    });
  }

  it('gives a key to a host that the user bound it to, and to no other', () => {
    const bound = { SMART_ALLOW_HOSTS: 'router.example=ROUTER_KEY, http://localhost:9000=ROUTER_KEY' };
    assert.equal(
      decide({ name: 'r', baseUrl: 'https://router.example/api/v1', keyEnv: 'ROUTER_KEY' }, bound).type,
      'key',
    );
    assert.equal(decide({ name: 'r', baseUrl: 'http://localhost:9000/v1', keyEnv: 'ROUTER_KEY' }, bound).type, 'key');
    assert.equal(
      decide({ name: 'r', baseUrl: 'http://router.example/v1', keyEnv: 'ROUTER_KEY' }, bound).type,
      'refused',
    );
    assert.equal(
      decide({ name: 'r', baseUrl: 'https://other.example/v1', keyEnv: 'ROUTER_KEY' }, bound).type,
      'refused',
    );
    assert.equal(
      decide({ name: 'r', baseUrl: 'https://router.example/v1', keyEnv: 'OPENAI_API_KEY' }, bound).type,
      'refused',
    );
  });

  it('sends no key over plain http, even where it is bound', () => {
    const decision = decide(
      { name: 'lan', baseUrl: 'http://192.168.1.5:8000/v1', keyEnv: 'ROUTER_KEY' },
      { SMART_ALLOW_HOSTS: 'http://192.168.1.5:8000=ROUTER_KEY' },
    );
    assert.ok(decision.type === 'refused' && /plain http/.test(decision.why));
  });

  it('puts no secret into a header over plain http, but to this machine', () => {
    const secretAt = (origin: string, name = 'ROUTER_KEY') =>
      boundSecret(`${origin}/v1`, name, [{ origin, key: 'router-secret-1', name: 'ROUTER_KEY' }]);
    assert.equal(secretAt('https://router.example'), 'router-secret-1');
    assert.equal(secretAt('https://router.example', 'OTHER_KEY'), undefined);
    assert.equal(secretAt('http://127.0.0.1:8000'), 'router-secret-1');
    for (const origin of ['http://192.168.1.5:8000', 'http://router.example'])
      assert.equal(secretAt(origin), undefined, origin);
  });

  it('lets local servers without a key work', () => {
    for (const host of ['localhost:11434', '127.0.0.1:8080', '[::1]:8080'])
      assert.equal(decide({ name: 'local', baseUrl: `http://${host}/v1` }).type, 'keyless');
  });

  it('says how to mend what it refuses, without the key', () => {
    const decision = decide({ name: 'r', baseUrl: 'https://router.example/v1', keyEnv: 'ROUTER_KEY' });
    assert.ok(decision.type === 'refused');
    assert.match(decision.why, /SMART_ALLOW_HOSTS=router\.example=ROUTER_KEY/);
    assert.ok(!decision.why.includes('router-secret-1'));
    const missing = decideKey({ name: 'openai', baseUrl: 'https://api.openai.com/v1' }, []);
    assert.ok(missing.type === 'refused' && /OPENAI_API_KEY/.test(missing.why));
  });

  it('refuses addresses that are none, that hold a password, or bindings of another form', () => {
    assert.throws(() => decide({ name: 'x', baseUrl: 'file:///etc/passwd' }), InputError);
    for (const baseUrl of ['https://me:secret@host/v1', 'htps://me:secret@host/v1', 'https//me:secret@host/v1'])
      assert.throws(
        () => decide({ name: 'x', baseUrl }),
        (error: Error) => !error.message.includes('secret'),
      );
    assert.throws(
      () => decide({ name: 'x', baseUrl: 'https://host/v1?api_key=secret' }),
      (error) => error instanceof InputError && !error.message.includes('secret'),
    );
    assert.throws(() => boundKeysFrom({ SMART_ALLOW_HOSTS: 'router.example' }), InputError);
    for (const [end, mark] of [
      ['?a=1', '\\?'],
      ['#a', '#'],
    ] as const)
      assert.throws(
        () => decide({ name: 'x', baseUrl: `https://x.example/v1${end}` }),
        new RegExp(`goes on after "${mark}"`),
      );
  });

  it("binds a vendor's key to the endpoint of the user's own that the environment names, and to nothing else", () => {
    const environment = { AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'https://mine.example/openai' };
    assert.deepEqual(boundKeysFrom(environment), [
      { origin: 'https://mine.example', key: 'k', name: 'AZURE_OPENAI_API_KEY' },
    ]);
  });
});

describe('guardedFetch', () => {
  it('sends to the bound origin only, follows no redirect, and drops headers that it does not know', async () => {
    const seen: { url: string; init: RequestInit }[] = [];
    const fetch = guardedFetch('https://api.openai.com', (input, init) => {
      seen.push({ url: String(input), init: init! });
      return Promise.resolve(new Response('{}'));
    });
    await fetch('https://api.openai.com/v1/x', {
      headers: { authorization: 'Bearer k', 'x-from-environment': 'secret' },
    });
    assert.equal(seen[0]!.init.redirect, 'error');
    assert.deepEqual([...(seen[0]!.init.headers as Headers).keys()], ['authorization']);
    await assert.rejects(async () => fetch('https://evil.example/v1/x', {}), /bound/);
    assert.equal(seen.length, 1);
  });
});

describe('redact', () => {
  it('takes keys out in every form that they may be echoed in, and leaves short words alone', () => {
    const key = 'sk-a/b+c=12345';
    const text = `${key} ${encodeURIComponent(key)} ${Buffer.from(key).toString('base64')} abc`;
    const cleaned = redact(text, [key, 'abc', undefined]);
    assert.equal(cleaned.replaceAll('[key removed]', '*').replace('*=', '*'), '* * * abc');
    assert.ok(!cleaned.includes('sk-a'));
  });
});

describe('keys', () => {
  const variables = [
    'OPENAI_BASE_URL',
    'OPENAI_API_KEY',
    'OPENAI_CUSTOM_HEADERS',
    'ANTHROPIC_BASE_URL',
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_CUSTOM_HEADERS',
    'OPENAI_ORG_ID',
  ];
  const saved = new Map(variables.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of saved)
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
  });

  for (const type of ['openai', 'anthropic'] as const) {
    it(`of the environment do not reach a local ${type} server through the SDK's own reading of it`, async () => {
      for (const name of variables)
        process.env[name] = name.endsWith('URL') ? 'http://127.0.0.1:9' : `x-leak: ${openAiKey}`;
      const seen: string[] = [];
      const server = await startLlmServer({
        answerer: syntheticAnswerer(['ham', 'spam']),
        priceOf: () => testPrice,
        onRequest: (_, body, headers) => seen.push(JSON.stringify([body, headers])),
      });
      const baseUrl = type === 'openai' ? `${server.url}/v1` : server.url;
      const provider = await createProvider(
        { name: 'local', type, baseUrl },
        { clock: hastyClock(), random: makeRandom(1), keys: boundKeysFrom(process.env), budget: createBudget() },
      );
      await provider.ask(testRequest(), never);
      await server.close();
      assert.ok(seen.length >= 1);
      for (const request of seen) assert.ok(!request.includes(openAiKey), request);
    });

    it(`stand in no error of ${type}, whatever goes wrong`, async () => {
      const key = 'sk-very-secret-0123456789';
      for (const faults of [
        { rateLimit: 1 },
        { serverError: 1 },
        { reset: 1 },
        { truncate: 1 },
        { malformedBody: 1 },
        'refused' as const,
      ]) {
        const server = await startLlmServer({
          answerer: syntheticAnswerer(['ham', 'spam']),
          priceOf: () => testPrice,
          // Echoes the key that it was given.
          ...(faults === 'refused' ? { key: 'another' } : { faults }),
        });
        const origin = server.url;
        const provider = await createProvider(
          { name: 'local', type, baseUrl: type === 'openai' ? `${origin}/v1` : origin },
          {
            clock: hastyClock(),
            random: makeRandom(1),
            keys: [{ origin, key, name: 'KEY' }],
            budget: createBudget(),
            maxRetries: 1,
          },
        );
        const error: unknown = await provider.ask(testRequest(), never).catch((thrown: unknown) => thrown);
        await server.close();
        assert.ok(error instanceof ProviderError, String(error));
        for (let at: unknown = error; at instanceof Error; at = at.cause) {
          const everything = [at.message, at.stack, JSON.stringify(at, Object.getOwnPropertyNames(at))].join('\n');
          assert.ok(!everything.includes(key), everything);
        }
        if (faults === 'refused') assert.match(error.message, /key removed/);
      }
    });
  }
});
