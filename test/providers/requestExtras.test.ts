// Headers, body fields and service tiers of a ladder: what reaches the wire, and what a ladder may not say.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { settingLines } from '../../src/engine/report/settings';
import { cacheKey } from '../../src/providers/cached';
import { createProvider } from '../../src/providers/createProvider';
import { boundKeysFrom, boundSecret, secretNameOf } from '../../src/providers/keyBinding';
import { readLadder } from '../../src/providers/ladder';
import { loadPriceTable } from '../../src/providers/priceTable';
import { createQuirkStore } from '../../src/providers/quirks';
import { merged, withExtras } from '../../src/providers/requestExtras';
import { systemClock } from '../../src/providers/systemClock';
import { jobForDisk } from '../../src/store/manifest';
import { chatReply, type RecordingServer, startRecordingServer } from '../support/recordingServer';
import { never, testPrice, testRequest } from '../support/requests';
import { job } from '../store/runs';

const read = (entry: object, provider?: object) =>
  readLadder(
    {
      models: [{ provider: 'gate', model: 'm', ...entry }],
      providers: { gate: { type: 'openai-compatible', baseUrl: 'https://gate.example/v1', ...provider } },
    },
    'ladder.json',
    () => testPrice,
  );
const environment = {
  GATE_TOKEN: 'gate-token-0123456789',
  OTHER: 'other-secret-0123456789',
  OPENAI_API_KEY: 'openai-secret-0123456789',
  SMART_ALLOW_HOSTS: 'gate.example=GATE_TOKEN',
};

describe('what a ladder adds to requests', () => {
  let server: RecordingServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  const ask = async (ladder: ReturnType<typeof read>) => {
    const provider = await createProvider(ladder.providers.get('gate')!, {
      clock: systemClock,
      random: makeRandom(1),
      keys: boundKeysFrom(environment),
      budget: createBudget(),
      quirks: createQuirkStore(),
      fetch: server!.fetch,
      maxRetries: 0,
    });
    return provider.ask(testRequest('row', { model: ladder.models[0]! }), never);
  };

  it('reaches the wire: headers with bound secrets, body fields merged, the tier; the model goes before the provider', async () => {
    server = await startRecordingServer(({ headers }) => ({
      body: { ...chatReply, choices: [{ ...chatReply.choices[0], message: { content: String(headers['x-token']) } }] },
    }));
    const reply = await ask(
      read(
        {
          headers: { 'X-Title': 'My table', 'X-Token': '${env:GATE_TOKEN}', Authorization: 'Bearer ${env:GATE_TOKEN}' },
          body: { provider: { order: ['a'] }, chat_template_kwargs: { enable_thinking: false }, top_p: 0.5 },
          serviceTier: 'flex',
          reasoningEffort: 'low',
        },
        { headers: { 'X-Title': 'all', 'HTTP-Referer': 'https://me.example' }, body: { provider: { sort: 'price' } } },
      ),
    );
    const { headers, body } = server.requests[0]!;
    assert.deepEqual(
      [headers['x-title'], headers['http-referer'], headers['x-token'], headers.authorization],
      ['My table', 'https://me.example', environment.GATE_TOKEN, `Bearer ${environment.GATE_TOKEN}`],
    );
    assert.deepEqual(body['provider'], { sort: 'price', order: ['a'] });
    assert.deepEqual(body['chat_template_kwargs'], { enable_thinking: false });
    assert.deepEqual([body['top_p'], body['service_tier'], body['reasoning_effort']], [0.5, 'flex', 'low']);
    assert.equal(body['model'], 'm');
    assert.equal(reply.text, '[key removed]', 'a server that repeats the secret does not get it into results');
  });

  it('sends a secret to no host that it is not bound to', async () => {
    server = await startRecordingServer();
    for (const name of ['OTHER', 'OPENAI_API_KEY', 'NOT_THERE'])
      await assert.rejects(
        ask(read({ headers: { 'X-Token': `\${env:${name}}` } })),
        (error) =>
          error instanceof ProviderError &&
          error.kind === 'auth' &&
          error.message.includes(`SMART_ALLOW_HOSTS=gate.example=${name}`) &&
          !error.message.includes('secret-'),
      );
    assert.equal(server.requests.length, 0);
  });

  it("takes the key that VS Code keeps for the host, whatever its name is, and no other host's", () => {
    const there = 'https://gate.example';
    const stored = (origin: string, key: string) => ({ origin, key, name: secretNameOf(origin) });
    const keys = [stored('https://other.example', 'secret-other'), stored(there, 'secret-gate')];
    assert.equal(boundSecret(`${there}/v1`, 'GATE_TOKEN', keys), 'secret-gate');
    assert.equal(boundSecret('http://gate.example/v1', 'GATE_TOKEN', keys), undefined);
    assert.equal(boundSecret('https://evil.example/v1', 'GATE_TOKEN', keys), undefined);
    // A name of the user's own goes before it, and the environment of the process is never read.
    const named = { origin: there, key: 'secret-named', name: 'GATE_TOKEN' };
    assert.equal(boundSecret(there, 'GATE_TOKEN', [...keys, named]), 'secret-named');
    assert.equal(boundSecret(there, 'PATH', []), undefined);
  });

  const refused: [string, object, RegExp][] = [
    ['Host', { headers: { Host: 'evil.example' } }, /made by the program/],
    ['a cookie', { headers: { Cookie: 'a=b' } }, /made by the program/],
    ['a forwarded host', { headers: { 'X-Forwarded-Host': 'evil.example' } }, /another host/],
    ['a gateway target', { headers: { 'Helicone-Target-Url': 'https://evil.example' } }, /another host/],
    ['an address under any name', { headers: { 'X-Config': 'https://evil.example' } }, /another host/],
    ['a host in a value', { headers: { 'x-portkey-config': '{"custom_host":"evil.example"}' } }, /another host/],
    ['a key as it stands', { headers: { 'X-Api-Key': 'abcdef' } }, /must not stand in a file/],
    ['a bearer as it stands', { headers: { 'X-Title': 'Bearer abcdef' } }, /must not stand in a file/],
    ['a secret beside a reference', { headers: { 'X-Token': 'abc${env:GATE_TOKEN}' } }, /must not stand in a file/],
    ['a reference of another form', { headers: { 'X-Title': '${GATE_TOKEN}' } }, /\$\{env:NAME\}/],
    ['a line break', { headers: { 'X-Title': 'a\r\nb: c' } }, /printable/],
    ['no header name', { headers: { 'X Title': 'a' } }, /not the name of a header/],
    ['messages', { body: { messages: [] } }, /made from the prompt/],
    ['another model', { body: { model: 'dearer' } }, /"model" of this entry/],
    ['dearer models to fall back on', { body: { models: ['dearer'] } }, /"model" of this entry/],
    ['a longer answer', { body: { max_tokens: 100_000 } }, /maxOutputTokens/],
    ['several answers', { body: { n: 8 } }, /one answer per request/],
    ['a stream', { body: { stream: true } }, /never streamed/],
    ['a tier', { body: { service_tier: 'priority' } }, /serviceTier/],
    ['an address', { body: { api_base: 'https://evil.example' } }, /another host/],
    ['an address deep inside', { body: { a: [{ b: { base_url: 'https://evil.example' } }] } }, /another host/],
    ['a tier in a batch', { serviceTier: 'flex', batch: true }, /batch/],
    ['a deployment elsewhere', { deployment: 'd' }, /azure only/],
    ['a tier that is none', { serviceTier: 'As Fast!' }, /name of a tier/],
  ];
  for (const [what, entry, why] of refused)
    it(`refuses ${what} with a sentence that names the field`, () => {
      for (const place of what === 'a tier in a batch' || what.startsWith('a deployment') || what.includes('tier')
        ? ['model']
        : ['model', 'provider'])
        assert.throws(
          () => (place === 'model' ? read(entry) : read({}, entry)),
          (error) =>
            error instanceof InputError &&
            why.test(error.message) &&
            /^ladder\.json: (models\[0\]|providers\.gate)\./.test(error.message) &&
            !error.message.includes('..'),
          place,
        );
    });

  it('is part of what makes an answer that answer, of the manifest, and of the report without what headers hold', () => {
    const entry = { headers: { 'X-Org': 'private-9' }, body: { top_p: 0.5 }, serviceTier: 'flex' };
    const model = read(entry).models[0]!;
    const keyOf = (changes: object) => cacheKey(testRequest('row', { model: read(changes).models[0]! }), 'e');
    const keys = [
      {},
      entry,
      { ...entry, serviceTier: 'auto' },
      { ...entry, body: { top_p: 0.6 } },
      { ...entry, headers: {} },
    ];
    assert.equal(new Set(keys.map(keyOf)).size, keys.length);
    const { models } = jobForDisk({ ...job, models: [{ ...model, pricedAs: 'gpt-5' }] });
    assert.deepEqual([models[0]!.settings, models[0]!.pricedAs], [entry, 'gpt-5']);
    const lines = settingLines({ ...job, models: [model] }, 'm')
      .flat()
      .join('\n');
    assert.match(lines, /service tier flex; headers X-Org; body {"top_p":0.5}/);
    assert.ok(!lines.includes('private-9'));
  });

  it('is no field where there is none', () => {
    assert.deepEqual(Object.keys(withExtras({ a: 1 }, testRequest().model)), ['a']);
  });

  it('merges objects field by field and leaves both as they were', () => {
    const under = { a: { b: 1, c: [1] }, d: 2 };
    assert.deepEqual(merged(under, { a: { c: [2], e: null }, f: { g: 1 } }), {
      a: { b: 1, c: [2], e: null },
      d: 2,
      f: { g: 1 },
    });
    assert.deepEqual(under, { a: { b: 1, c: [1] }, d: 2 });
  });

  it("is priced as the table knows it: a deployment by the vendor's name, flex at half, an unknown tier not at all", async () => {
    const prices = await loadPriceTable(new Date('2026-11-29T12:00:00Z'));
    const { models } = readLadder(
      {
        models: [
          { provider: 'azure', model: 'night', pricedAs: 'gpt-4.1-mini' },
          { id: 'b', provider: 'azure', model: 'gpt-4.1-mini', deployment: 'day' },
          { provider: 'openai', model: 'gpt-5' },
          { id: 'flex', provider: 'openai', model: 'gpt-5', serviceTier: 'flex' },
          { id: 'fast', provider: 'openai', model: 'gpt-5', serviceTier: 'priority' },
        ],
        providers: { azure: { resource: 'acme' } },
      },
      'ladder.json',
      prices,
    );
    const [night, day, list, flex, fast] = models;
    assert.deepEqual(
      [night!.modelId, night!.pricedAs, day!.modelId, day!.pricedAs],
      ['night', 'gpt-4.1-mini', 'day', 'gpt-4.1-mini'],
    );
    assert.ok(night!.price.type === 'token' && night!.price.inputPerMillion === 0.4);
    assert.deepEqual(day!.price, night!.price);
    assert.ok(list!.price.type === 'token' && flex!.price.type === 'token');
    assert.deepEqual(
      [flex!.price.inputPerMillion, flex!.price.outputPerMillion],
      [list!.price.inputPerMillion / 2, list!.price.outputPerMillion / 2],
    );
    assert.equal(fast!.price.type, 'unknown');
  });
});
