// What each preset puts on the wire: the real SDKs over real HTTP, the vendor's host led to a local server.
import assert from 'node:assert/strict';
import { InputError } from '../../src/engine/inputError';
import { createBudget } from '../../src/engine/money/budget';
import { ProviderError } from '../../src/engine/provider';
import { makeRandom } from '../../src/engine/random';
import { connectionOf, createProvider, type ProviderPorts } from '../../src/providers/createProvider';
import { boundKeysFrom } from '../../src/providers/keyBinding';
import { readLadder, type Ladder } from '../../src/providers/ladder';
import { presetNames, presets } from '../../src/providers/presets';
import { createQuirkStore } from '../../src/providers/quirks';
import { providerKinds } from '../../src/providers/registry';
import { systemClock } from '../../src/providers/systemClock';
import { type RecordingServer, startRecordingServer } from '../support/recordingServer';
import { never, testPrice, testRequest } from '../support/requests';

const entraToken = 'eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwcyI.c2lnbmF0dXJl';
const environment = Object.fromEntries(
  Object.values(presets).flatMap(({ keyVariables = [] }) => keyVariables.map((name) => [name, `key-of-${name}`])),
);
const read = (value: unknown): Ladder => readLadder(value, 'ladder.json', () => testPrice);

type Wire = { readonly url: string; readonly header: string; readonly value: string; readonly model?: string };
type Case = {
  readonly title: string;
  readonly ladder: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly wire: Wire;
};
const one = (provider: string, model: string, providers: Readonly<Record<string, unknown>> = {}, more = {}) => ({
  models: [{ provider, model, ...more }],
  providers,
});
const bearer = (variable: string) => ({ header: 'authorization', value: `Bearer key-of-${variable}` });
const azureKey = { header: 'api-key', value: 'key-of-AZURE_OPENAI_API_KEY' };
const acme = { AZURE_OPENAI_ENDPOINT: 'https://acme.openai.azure.com/' };

const cases: readonly Case[] = [
  ...(
    [
      ['openai', 'gpt-4.1', 'https://api.openai.com/v1', 'OPENAI_API_KEY'],
      ['gemini', 'gemini-2.5-flash', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'],
      ['mistral', 'mistral-small-latest', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY'],
      ['deepseek', 'deepseek-chat', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'],
      ['groq', 'llama-3.3-70b-versatile', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'],
      ['xai', 'grok-4', 'https://api.x.ai/v1', 'XAI_API_KEY'],
      ['openrouter', 'google/gemini-2.5-flash', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'],
      ['together', 'Qwen/Qwen3-8B', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'],
      ['fireworks', 'gpt-oss-20b', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'],
    ] as const
  ).map(([provider, model, url, variable]): Case => ({
    title: provider,
    ladder: one(provider, model),
    wire: { url: `${url}/chat/completions`, ...bearer(variable), model },
  })),
  {
    title: 'bedrock in its region',
    ladder: one('bedrock', 'openai.gpt-oss-20b-1:0', { bedrock: { region: 'eu-central-1' } }),
    wire: {
      url: 'https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1/chat/completions',
      ...bearer('AWS_BEARER_TOKEN_BEDROCK'),
    },
  },
  {
    title: 'vertex in a region',
    ladder: one('vertex', 'google/gemini-2.5-flash', { vertex: { region: 'us-central1', project: 'my-project' } }),
    wire: {
      url: 'https://us-central1-aiplatform.googleapis.com/v1/projects/my-project/locations/us-central1/endpoints/openapi/chat/completions',
      ...bearer('VERTEX_ACCESS_TOKEN'),
    },
  },
  {
    title: 'vertex in its global place',
    ladder: one('v', 'google/gemini-2.5-flash', { v: { type: 'vertex', region: 'global', project: 'p1' } }),
    wire: {
      url: 'https://aiplatform.googleapis.com/v1/projects/p1/locations/global/endpoints/openapi/chat/completions',
      ...bearer('VERTEX_ACCESS_TOKEN'),
    },
  },
  {
    title: 'azure on the v1 path',
    ladder: one('azure', 'gpt-4.1', { azure: { resource: 'acme' } }),
    environment: acme,
    wire: { url: 'https://acme.openai.azure.com/openai/v1/chat/completions', ...azureKey, model: 'gpt-4.1' },
  },
  {
    title: 'azure with a version: the deployment in the path',
    ladder: one('azure', 'gpt-4.1', {
      azure: { resource: 'acme', apiVersion: '2024-10-21', deployment: 'night shift' },
    }),
    environment: acme,
    wire: {
      url: 'https://acme.openai.azure.com/openai/deployments/night%20shift/chat/completions?api-version=2024-10-21',
      ...azureKey,
    },
  },
  {
    title: 'azure by the whole address that its page shows',
    ladder: one('mine', 'gpt-4.1', {
      mine: {
        type: 'azure',
        baseUrl:
          'https://acme.openai.azure.com/openai/deployments/prod/chat/completions?api-version=2025-01-01-preview',
      },
    }),
    environment: acme,
    wire: {
      url: 'https://acme.openai.azure.com/openai/deployments/prod/chat/completions?api-version=2025-01-01-preview',
      ...azureKey,
    },
  },
  {
    title: 'azure with a token of Entra ID, which is a bearer',
    ladder: one('azure', 'gpt-4.1', { azure: { resource: 'acme', apiVersion: '2024-10-21' } }, { deployment: 'd1' }),
    environment: { ...acme, AZURE_OPENAI_API_KEY: '', AZURE_OPENAI_AD_TOKEN: entraToken },
    wire: {
      url: 'https://acme.openai.azure.com/openai/deployments/d1/chat/completions?api-version=2024-10-21',
      header: 'authorization',
      value: `Bearer ${entraToken}`,
    },
  },
  {
    title: 'azure with a preview of the v1 path',
    ladder: one('azure', 'gpt-4.1', { azure: { resource: 'acme', apiVersion: 'preview' } }),
    environment: acme,
    wire: { url: 'https://acme.openai.azure.com/openai/v1/chat/completions?api-version=preview', ...azureKey },
  },
  {
    title: 'a gateway that takes its key in another header',
    ladder: one('gate', 'gpt-4.1', {
      gate: { type: 'openai-compatible', baseUrl: 'https://gate.example/v1', keyEnv: 'GATE', keyHeader: 'X-API-Key' },
    }),
    environment: { GATE: 'gate-secret', SMART_ALLOW_HOSTS: 'gate.example=GATE' },
    wire: { url: 'https://gate.example/v1/chat/completions', header: 'x-api-key', value: 'gate-secret' },
  },
];

describe('presets', () => {
  let server: RecordingServer;
  afterEach(() => server.close());
  const portsOf = (more: Readonly<Record<string, string>> = {}): ProviderPorts => ({
    clock: systemClock,
    random: makeRandom(1),
    keys: boundKeysFrom({ ...environment, ...more }),
    budget: createBudget(),
    quirks: createQuirkStore(),
    fetch: server.fetch,
    maxRetries: 0,
  });

  for (const { title, ladder, environment: more, wire } of cases)
    it(`speak to ${title}`, async () => {
      server = await startRecordingServer();
      const { models, providers } = read(ladder);
      const model = models[0]!;
      const provider = await createProvider(providers.get(model.provider)!, portsOf(more));
      const reply = await provider.ask(testRequest('row', { model }), never);
      assert.equal(reply.text, 'spam');
      assert.deepEqual(
        server.requests.map(({ method, url }) => [method, url]),
        [['POST', wire.url]],
      );
      const { headers, body } = server.requests[0]!;
      assert.equal(headers[wire.header], wire.value);
      if (wire.header !== 'authorization') assert.equal(headers.authorization, undefined);
      else assert.equal(headers['api-key'], undefined);
      assert.equal(body['model'], wire.model ?? model.modelId);
      assert.ok(!JSON.stringify(server.requests[0]).includes('x-stainless'));
    });

  it('are all there by name, and the kinds that send anything have an address or say what it lacks', async () => {
    server = await startRecordingServer();
    for (const name of presetNames) {
      const config = read({ models: [{ provider: 'ollama', model: 'x' }] }).providers.get(name)!;
      assert.ok(config, name);
      if (providerKinds[config.type].isRemote) assert.ok(config.baseUrl !== undefined || config.lacks, name);
    }
    for (const [name, field] of [
      ['azure', 'resource'],
      ['bedrock', 'region'],
      ['vertex', 'project'],
    ] as const)
      assert.throws(
        () => read({ models: [{ provider: name, model: 'x' }] }),
        (error) => error instanceof InputError && error.message.includes(`{"${name}": {"${field}"`),
      );
  });

  it('list their models in whatever form the server does', async () => {
    for (const [body, wanted] of [
      [{ data: [{ id: 'models/gemini-2.5-flash' }, { id: 'models/gemma-3' }] }, ['gemini-2.5-flash', 'gemma-3']],
      [[{ id: 'Qwen/Qwen3-8B' }], ['Qwen/Qwen3-8B']],
    ] as const) {
      server = await startRecordingServer(() => ({ body }));
      const config = read(one('gemini', 'gemini-2.5-flash')).providers.get('gemini')!;
      const kind = providerKinds[config.type];
      assert.ok(kind.isRemote);
      const found: string[] = [];
      const connection = { ...connectionOf(config, boundKeysFrom(environment)), fetch: server.fetch };
      for await (const id of kind.listModels(connection)) found.push(id);
      assert.deepEqual(found, wanted);
      await server.close();
    }
    server = await startRecordingServer(() => ({ body: { data: [{ id: 'prod', model: 'gpt-4.1' }] } }));
    const { providers } = read(one('azure', 'gpt-4.1', { azure: { resource: 'acme', apiVersion: '2024-10-21' } }));
    const connection = connectionOf(providers.get('azure')!, boundKeysFrom({ ...environment, ...acme }));
    const kind = providerKinds.azure;
    assert.ok(kind.isRemote);
    const found: string[] = [];
    for await (const id of kind.listModels({ ...connection, fetch: server.fetch })) found.push(id);
    assert.deepEqual(found, ['prod']);
    assert.match(server.requests[0]!.url, /^https:\/\/acme\.openai\.azure\.com\/openai\/deployments\?api-version=/);
    assert.equal(server.requests[0]!.headers['api-key'], azureKey.value);
  });

  it('give no key to a host of another owner, whatever a ladder calls it', async () => {
    server = await startRecordingServer();
    const bad: [string, Record<string, unknown>][] = [
      ['azure', { resource: 'evil' }],
      ['azure', { baseUrl: 'https://acme.openai.azure.com.evil.example/' }],
      ['azure', { baseUrl: 'https://evil.example/openai/v1', keyEnv: 'AZURE_OPENAI_API_KEY' }],
      [
        'bedrock',
        { baseUrl: 'https://bedrock-runtime.x.evil.example.amazonaws.com', keyEnv: 'AWS_BEARER_TOKEN_BEDROCK' },
      ],
      ['vertex', { baseUrl: 'https://evil.example/-aiplatform.googleapis.com', keyEnv: 'VERTEX_ACCESS_TOKEN' }],
      ['groq', { baseUrl: 'https://api.groq.com.evil.example/v1', keyEnv: 'GROQ_API_KEY' }],
      ['openrouter', { baseUrl: 'https://api.openai.com/v1', keyEnv: 'OPENROUTER_API_KEY' }],
    ];
    for (const [name, entry] of bad) {
      const { providers, models } = read(one(name, 'm', { [name]: entry }));
      await assert.rejects(
        createProvider(providers.get(models[0]!.provider)!, portsOf(acme)),
        (error) => error instanceof ProviderError && error.kind === 'auth' && !error.message.includes('key-of-'),
        JSON.stringify(entry),
      );
    }
    for (const entry of [{ resource: 'evil.example/x' }, { resource: 'a@evil' }, { region: 'us.evil' }])
      assert.throws(() => read(one('azure', 'm', { azure: { resource: 'acme', ...entry } })), InputError);
    assert.equal(server.requests.length, 0);
  });
});
