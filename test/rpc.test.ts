import assert from 'node:assert/strict';
import { newsParsers } from '../src/protocol/newsParsers';
import { requestParsers } from '../src/protocol/requestParsers';
import type { PanelNews, PanelRequests } from '../src/protocol';
import {
  createAnsweringEnd,
  createAskingEnd,
  parseWireMessage,
  Refusal,
  type RequestHandlers,
  type RequestParsers,
  type Transport,
} from '../src/rpc';

type Requests = { double: { params: { n: number }; result: number }; wait: { params: null; result: string } };
type News = { tick: { at: number } };

/** Two transports joined by structured clones, as postMessage makes them; delivery is asynchronous. */
function makePair(): { host: Transport; panel: Transport; injectAtPanel: (message: unknown) => void } {
  const listeners = { host: new Set<(m: unknown) => void>(), panel: new Set<(m: unknown) => void>() };
  const end = (own: 'host' | 'panel', other: 'host' | 'panel'): Transport => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => {
        for (const listener of listeners[other]) listener(copy);
      });
    },
    listen: (callback) => {
      listeners[own].add(callback);
      return () => listeners[own].delete(callback);
    },
  });
  return {
    host: end('host', 'panel'),
    panel: end('panel', 'host'),
    injectAtPanel: (message) => {
      for (const listener of listeners.panel) listener(message);
    },
  };
}

const handlers: RequestHandlers<Requests> = {
  double: ({ n }) => n * 2,
  wait: () => new Promise(() => undefined),
};
const parsers: RequestParsers<Requests> = {
  double: (params) => {
    const { n } = params as { n: unknown };
    if (typeof n !== 'number') throw new Error('double takes a number n.');
    return { n };
  },
  wait: () => null,
};

function connect(own: Partial<RequestHandlers<Requests>> = {}) {
  const { host, panel, injectAtPanel } = makePair();
  const heard: number[] = [];
  const bad: string[] = [];
  const answering = createAnsweringEnd<Requests, News>(host, { ...handlers, ...own }, parsers, {
    noteOf: (error) => (error instanceof Refusal ? error.note : undefined),
  });
  const asking = createAskingEnd<Requests, News>(
    panel,
    { tick: ({ at }) => heard.push(at) },
    {
      tick: (body) => {
        if (typeof (body as { at: unknown }).at !== 'number') throw new Error('tick without a time');
        return body as News['tick'];
      },
    },
    { onBadNews: (error) => bad.push(error.message) },
  );
  return { answering, asking, heard, bad, injectAtPanel };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('rpc', () => {
  it('answers each request with its own reply, whatever the order', async () => {
    const { asking } = connect({
      double: async ({ n }) => {
        for (let i = 0; i < 10 - n; i++) await settled();
        return n * 2;
      },
    });
    assert.deepEqual(await Promise.all([1, 5, 9].map((n) => asking.ask('double', { n }))), [2, 10, 18]);
  });

  it('turns a handler that throws, now or later, into an error reply with its sentence', async () => {
    const now = connect({
      double: () => {
        throw new Error('No such file: a.csv');
      },
    });
    await assert.rejects(now.asking.ask('double', { n: 1 }), /^Error: No such file: a\.csv$/);
    const later = connect({ double: () => Promise.reject(new Error('')) });
    await assert.rejects(later.asking.ask('double', { n: 1 }));
  });

  it('carries what an error says beside its sentence', async () => {
    const { asking } = connect({
      double: () => {
        throw new Refusal('Trust it.', { mend: { action: 'manage-trust' } });
      },
    });
    const error: unknown = await asking.ask('double', { n: 1 }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Refusal);
    assert.deepEqual([error.message, error.note], ['Trust it.', { mend: { action: 'manage-trust' } }]);
  });

  it('refuses params that do not parse, and unknown or inherited methods', async () => {
    const { asking } = connect();
    await assert.rejects(asking.ask('double', { n: 'x' } as never), /takes a number/);
    await assert.rejects(asking.ask('nothing' as never, {} as never), /Unknown request "nothing"/);
    await assert.rejects(asking.ask('constructor' as never, {} as never), /Unknown request/);
  });

  it('rejects what is pending, and what is asked afterwards, when disposed', async () => {
    const { asking } = connect();
    const waiting = assert.rejects(asking.ask('wait', null), /gone/);
    asking.dispose();
    await waiting;
    await assert.rejects(asking.ask('double', { n: 1 }), /gone/);
  });

  it('does not answer or tell after the answering end is disposed', async () => {
    const { answering, asking, heard } = connect();
    let isAnswered = false;
    asking.ask('double', { n: 1 }).then(
      () => (isAnswered = true),
      () => undefined,
    );
    answering.dispose();
    answering.tell('tick', { at: 1 });
    await settled();
    assert.equal(isAnswered, false);
    assert.deepEqual(heard, []);
  });

  it('tells news in order, and hands news that does not parse to nobody but onBadNews', async () => {
    const { answering, heard, bad, injectAtPanel } = connect();
    answering.tell('tick', { at: 1 });
    answering.tell('tick', {} as never);
    answering.tell('tick', { at: 2 });
    injectAtPanel({ type: 'news', name: 'toString', body: {} });
    await settled();
    assert.deepEqual(heard, [1, 2]);
    assert.deepEqual(bad, ['tick without a time']);
  });

  it('rejects at once when a request cannot be cloned', async () => {
    const { asking } = connect();
    await assert.rejects(asking.ask('double', { n: () => 1 } as never), /clone/i);
  });

  it('leaves messages alone that are not ours', () => {
    for (const message of [
      undefined,
      null,
      1,
      'request',
      {},
      { type: 'request', id: 1 },
      { type: 'request', id: '1', method: 'a' },
      { type: 'reply', id: 0.5 },
      { type: 'error-reply', id: 1, message: 3 },
      { type: 'news' },
    ])
      assert.equal(parseWireMessage(message), undefined, JSON.stringify(message));
  });
});

describe('protocol parsers', () => {
  const draft: PanelRequests['updateDraft']['params']['draft'] = {
    prompt: 'Is it? {{text}}',
    task: { type: 'labels', labels: ['a', 'b'] },
    models: ['m'],
    accuracy: 0.95,
    confidence: 0.95,
    strategy: 'certified',
    seed: 1,
    out: 'x.csv',
    batch: false,
    student: true,
  };

  it('passes a well-formed draft through unchanged', () => {
    const solved = { ...draft, examples: [{ values: { text: 'I loved it.' }, answer: 'positive' }] };
    for (const one of [draft, solved]) assert.deepEqual(requestParsers.updateDraft({ draft: one }), { draft: one });
  });

  const wrong: [string, Record<string, unknown>][] = [
    ['accuracy', { accuracy: 1.2 }],
    ['confidence', { confidence: 1 }],
    ['budgetUsd', { budgetUsd: -1 }],
    ['seed', { seed: 0.5 }],
    ['task', { task: { type: 'shell' } }],
    ['draft', { baseUrl: 'http://elsewhere.example' }],
  ];
  for (const [at, change] of wrong) {
    it(`names ${at} when it is wrong`, () => {
      assert.throws(() => requestParsers.startRun({ draft: { ...draft, ...change } }), new RegExp(`startRun.*${at}`));
    });
  }

  it('bounds a page of rows', () => {
    assert.throws(() => requestParsers.rowsPage({ offset: 0, limit: 1e6, filter: 'all' }), /limit/);
    assert.throws(() => requestParsers.rowsPage({ offset: -1, limit: 10, filter: 'all' }), /offset/);
  });

  it('refuses news of another shape', () => {
    const views: unknown[] = [undefined, {}, { view: 'setup' }, { view: 'run', state: {} }, { view: 'map' }];
    for (const view of views) assert.throws(() => newsParsers.view(view), /does not know/);
    for (const events of [{}, { events: {} }, { events: [1] }] as unknown[])
      assert.throws(() => newsParsers.events(events), /cannot read/);
    const news: PanelNews['events'] = { events: [{ type: 'noted', message: 'x' }] };
    assert.equal(newsParsers.events(news), news);
  });
});

describe('rpc of a channel that serves several subjects in turn', () => {
  type Asked = { open: { params: null; result: string }; press: { params: null; result: string } };
  type Told = { turn: string; tick: string };
  const turning = { request: 'open', news: 'turn' } as const;
  const take = () => null;

  function twoSubjects() {
    const { host, panel } = makePair();
    const pressed: string[] = [];
    const heard: string[] = [];
    const answer = (name: string, subject: number) =>
      createAnsweringEnd<Asked, Told>(
        host,
        { open: () => name, press: () => (pressed.push(name), name) },
        { open: take, press: take },
        { turning: { ...turning, subject } },
      );
    const asking = createAskingEnd<Asked, Told>(
      panel,
      { turn: (name) => heard.push(name), tick: (name) => heard.push(`tick of ${name}`) },
      { turn: String, tick: String },
      { turning },
    );
    return { answer, asking, pressed, heard };
  }

  it('leaves a button that was pressed for one subject without effect on the next', async () => {
    const { answer, asking, pressed, heard } = twoSubjects();
    const first = answer('first', 1);
    assert.equal(await asking.ask('open', null), 'first');
    assert.equal(await asking.ask('press', null), 'first');
    first.dispose();
    const second = answer('second', 2);
    await assert.rejects(
      asking.ask('press', null),
      (error) => error instanceof Refusal && error.note.isGivenUp === true,
    );
    second.tell('turn', 'second');
    await settled();
    assert.equal(await asking.ask('press', null), 'second');
    assert.deepEqual(pressed, ['first', 'second']);
    assert.deepEqual(heard, ['second']);
  });

  it('hears no news of a subject before it has turned to it', async () => {
    const { answer, asking, heard } = twoSubjects();
    const first = answer('first', 1);
    await asking.ask('open', null);
    first.tell('tick', 'first');
    first.dispose();
    const second = answer('second', 2);
    second.tell('tick', 'second');
    second.tell('turn', 'second');
    second.tell('tick', 'second');
    await settled();
    assert.deepEqual(heard, ['tick of first', 'second', 'tick of second']);
  });

  it('answers whoever opens, whatever it knew', async () => {
    const { answer, asking } = twoSubjects();
    answer('first', 1).dispose();
    answer('second', 2);
    assert.equal(await asking.ask('open', null), 'second');
    assert.equal(await asking.ask('press', null), 'second');
  });
});
