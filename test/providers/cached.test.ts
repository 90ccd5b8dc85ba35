import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider, Reply } from '../../src/engine/provider';
import { cached, cacheKey } from '../../src/providers/cached';
import { openResponseCache } from '../../src/providers/responseCache';
import { never, testModel, testRequest as labelRequest } from '../support/requests';

const replyOf = (text: string, unified: Reply['finish']['unified'] = 'stop'): Reply => ({
  text,
  usage: { inputTokens: 5, outputTokens: 1 },
  finish: { unified },
  confidence: 0.9,
});
const counting = (make: (content: string) => Reply = replyOf): Provider & { asked: number } => ({
  name: 'counting',
  asked: 0,
  async ask(request) {
    this.asked++;
    await new Promise((resolve) => setTimeout(resolve, 2));
    return make(request.content);
  },
});

/** Any text is an answer. */
const testRequest = (content?: string) => labelRequest(content, { task: { type: 'text' } });

describe('the response cache', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'smart-cache-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('answers a second run without asking, says so, and keeps text, usage and confidence', async () => {
    const inner = counting();
    let store = await openResponseCache(folder);
    const first = await cached(inner, store, 'e').ask(testRequest('ünïcode "row"\n2'), never);
    await store.close();
    store = await openResponseCache(folder);
    const second = await cached(inner, store, 'e').ask(testRequest('ünïcode "row"\n2'), never);
    assert.deepEqual(second, { ...first, isCached: true });
    assert.equal(inner.asked, 1);
    await store.close();
  });

  it('sends identical requests under way once', async () => {
    const inner = counting();
    const store = await openResponseCache(folder);
    const provider = cached(inner, store, 'e');
    const replies = await Promise.all(Array.from({ length: 20 }, () => provider.ask(testRequest(), never)));
    assert.equal(inner.asked, 1);
    assert.equal(replies.filter((reply) => !reply.isCached).length, 1);
    await store.close();
  });

  it('passes on what the provider says of itself', async () => {
    const window = { tokens: 1 };
    const inner = { ...counting(), windowOf: () => window } as unknown as Provider;
    const store = await openResponseCache(folder);
    assert.equal(cached(inner, store, 'e').windowOf?.(testModel('a')), window);
    assert.ok(!('windowOf' in cached(counting(), store, 'e')));
    await store.close();
  });

  it('keeps its replies in several files, so that little is dropped at a time', async () => {
    const store = await openResponseCache(folder, 16_000);
    for (let row = 0; row < 40; row++)
      await cached(counting(), store, 'e').ask(testRequest(`row ${String(row)}`), never);
    await store.close();
    assert.ok(readdirSync(folder).length >= 4, String(readdirSync(folder).length));
  });

  it('opens a file once for reads that come together, so that none stays open', async function () {
    if (!existsSync('/proc/self/fd')) this.skip();
    const first = await openResponseCache(folder);
    const keys = Array.from({ length: 30 }, (_, i) => String(i).padStart(64, '0'));
    for (const key of keys) await first.put(key, replyOf(key));
    await first.close();
    const open = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(join('/proc/self/fd', fd)).startsWith(folder);
        } catch {
          return false;
        }
      }).length;
    const store = await openResponseCache(folder);
    const replies = await Promise.all(keys.map((key) => store.get(key)));
    assert.deepEqual(
      replies.map((reply) => reply?.text),
      keys,
    );
    assert.equal(open(), 1);
    await store.close();
    assert.equal(open(), 0);
  });

  it('neither answers a repeat nor keeps its answer, and sends it beside the same request under way', async () => {
    const inner = counting();
    const store = await openResponseCache(folder);
    const provider = cached(inner, store, 'e');
    const repeat = { ...testRequest(), isRepeat: true };
    const replies = await Promise.all([testRequest(), repeat, repeat].map((request) => provider.ask(request, never)));
    assert.equal(inner.asked, 3);
    assert.deepEqual(
      replies.map((reply) => reply.isCached),
      [undefined, undefined, undefined],
    );
    assert.equal(store.size, 1);
    await store.close();
  });

  it('has a key for whatever a ladder holds, and the same in any order', () => {
    const keyOf = (settings: object) => cacheKey({ ...testRequest(), model: testModel('m', { settings }) }, 'e');
    const body = { toString: 1, valueOf: 2, deep: JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`) as unknown };
    const extra = { headers: { a: 'b' } };
    assert.equal(keyOf({ body, ...extra }), keyOf({ ...extra, body }));
    assert.notEqual(keyOf({ body }), keyOf({ body: { ...body, toString: 2 } }));
  });

  it('tells apart whatever shapes an answer, and only that', () => {
    const base = testRequest();
    const key = cacheKey(base, 'e');
    const others = [
      cacheKey(base, 'elsewhere'),
      cacheKey({ ...base, isRepeat: true }, 'e'),
      cacheKey({ ...base, content: 'another' }, 'e'),
      cacheKey({ ...base, instruction: 'another' }, 'e'),
      cacheKey({ ...base, task: { type: 'json', fields: [] } }, 'e'),
      cacheKey({ ...base, attempt: 1 }, 'e'),
      cacheKey({ ...base, model: testModel('other') }, 'e'),
      cacheKey({ ...base, model: testModel('test-model', { settings: { temperature: 1 } }) }, 'e'),
      cacheKey({ ...base, instruction: `${base.instruction}${base.content}`, content: '' }, 'e'),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
    assert.equal(
      cacheKey({ ...base, model: testModel('test-model', { id: 'renamed', price: { type: 'unknown' } }) }, 'e'),
      key,
    );
    assert.equal(cacheKey({ ...base, model: testModel('test-model', { settings: { batch: true } }) }, 'e'), key);
  });

  it('keeps nothing that was cut off or filtered', async () => {
    const inner = counting((content) => replyOf(content, 'length'));
    const store = await openResponseCache(folder);
    const provider = cached(inner, store, 'e');
    await provider.ask(testRequest(), never);
    await provider.ask(testRequest(), never);
    assert.equal(inner.asked, 2);
    await store.close();
  });

  it('stays within its size by dropping the oldest, and can be cleared', async () => {
    const store = await openResponseCache(folder, 64_000);
    for (let i = 0; i < 2000; i++) await store.put(`key-${String(i)}`, replyOf(`answer ${String(i)}`));
    assert.ok(store.bytes <= 64_000 && store.bytes > 40_000, String(store.bytes));
    assert.equal(await store.get('key-0'), undefined);
    assert.equal((await store.get('key-1999'))?.text, 'answer 1999');
    await store.clear();
    assert.deepEqual([store.size, store.bytes, readdirSync(folder).length], [0, 0, 0]);
  });

  it('outlives a line cut by a crash and lines of rubbish', async () => {
    let store = await openResponseCache(folder);
    await store.put('a', replyOf('one'));
    await store.close();
    const file = join(folder, readdirSync(folder)[0]!);
    appendFileSync(file, 'rubbish\n{"key":"b","reply":nonsense}\n{"key":"c","reply":{"te');
    store = await openResponseCache(folder);
    assert.equal((await store.get('a'))?.text, 'one');
    assert.equal(await store.get('b'), undefined);
    assert.equal(await store.get('c'), undefined);
    await store.put('c', replyOf('three'));
    assert.equal((await store.get('c'))?.text, 'three');
    await store.close();
  });

  it('lets two processes share a folder', async () => {
    const [one, two] = [await openResponseCache(folder), await openResponseCache(folder)];
    await Promise.all([one.put('a', replyOf('one')), two.put('b', replyOf('two'))]);
    await Promise.all([one.close(), two.close()]);
    const third = await openResponseCache(folder);
    assert.deepEqual([(await third.get('a'))?.text, (await third.get('b'))?.text], ['one', 'two']);
    await third.close();
  });

  it('keeps no reply that is no answer', async () => {
    const inner = counting((content) => replyOf(content));
    const store = await openResponseCache(folder);
    const provider = cached(inner, store, 'e');
    for (const content of ['who knows', 'who knows', 'spam', 'spam']) await provider.ask(labelRequest(content), never);
    assert.equal(inner.asked, 3);
    await store.close();
  });
});
