// Wraps a provider so that what was answered before is not paid again: by another run, another threshold, another strategy.
// The key covers whatever shapes an answer: endpoint, model, settings, instruction, content, task. Identical requests under way are sent once.
import { createHash } from 'node:crypto';
import type { AskRequest, Provider, Reply } from '../engine/provider';
import { makePackReader } from '../engine/task/packedReply';
import { makeReplyReader, type ReplyReader } from '../engine/task/parseAnswer';
import type { Task } from '../engine/task/task';

/** What is kept of an answer. Confidence is part of it, so that a cascade decides the same the second time. */
export type CachedReply = Omit<Reply, 'isCached'>;

export interface CacheStore {
  get(key: string): Promise<CachedReply | undefined>;
  /** Resolves when it is written or dropped; never throws: a full disk costs the cache, not the run. */
  put(key: string, reply: CachedReply): Promise<void>;
}

/** @param endpoint the provider's address: the same model elsewhere may be another one. */
export function cached(inner: Provider, store: CacheStore, endpoint: string): Provider {
  const underWay = new Map<string, Promise<Reply>>();
  return {
    name: inner.name,
    ...(inner.windowOf && { windowOf: (model) => inner.windowOf?.(model) }),
    async ask(request, signal) {
      signal.throwIfAborted();
      if (request.isRepeat) return inner.ask(request, signal);
      // Whichever attempt was whole is the answer.
      const key = cacheKey({ ...request, attempt: 0 }, endpoint);
      const found = await store.get(key);
      if (found) return { ...found, isCached: true };
      const other = underWay.get(key);
      if (other) {
        // The other caller may abort or fail; then this one asks for itself.
        const reply = await other.catch(() => undefined);
        signal.throwIfAborted();
        if (reply) return { ...storable(reply), isCached: true };
      }
      const asked = inner.ask(request, signal);
      underWay.set(key, asked);
      try {
        const reply = await asked;
        // What is no answer is worth another try some other day.
        if (reply.finish.unified === 'stop' && isWhole(request, reply)) await store.put(key, storable(reply));
        return reply;
      } finally {
        if (underWay.get(key) === asked) underWay.delete(key);
      }
    },
  };
}

type Readers = { readonly one: ReplyReader; readonly pack: ReturnType<typeof makePackReader> };
const readers = new WeakMap<Task, Readers>();

/** Whether every row of the request has an answer. */
function isWhole({ task, rows = 1 }: AskRequest, reply: Reply): boolean {
  let read = readers.get(task);
  if (!read) readers.set(task, (read = { one: makeReplyReader(task), pack: makePackReader(task) }));
  return rows > 1 ? read.pack(reply, rows).problem === undefined : read.one(reply).type === 'valid';
}

/** Of everything that shapes the answer; the model's id in the ladder and its price are names and do not. */
export function cacheKey(
  { model, instruction, content, task, copy, isRepeat, attempt }: AskRequest,
  endpoint: string,
): string {
  const { batch: _, ...settings } = model.settings;
  const shape: unknown[] = [2, endpoint, model.modelId, entriesOf(settings), task, instruction, content];
  if (copy) shape.push(['copy', copy]);
  // Not that of the first time: a batch's request must not be found answered.
  if (isRepeat) shape.push('repeat');
  if (attempt) shape.push(attempt);
  return createHash('sha256').update(JSON.stringify(shape)).digest('base64url').slice(0, 32);
}

/** In the order of their names. Values may be anything that a ladder holds, and are not turned into text to be compared. */
function entriesOf(settings: object): [string, unknown][] {
  return Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
}

function storable(reply: Reply): CachedReply {
  const { text, usage, finish, confidence, confidences, modelVersion, requestId } = reply;
  const { raw: _, ...counts } = usage;
  return {
    text,
    usage: counts,
    finish,
    ...(confidence !== undefined && { confidence }),
    ...(confidences && { confidences }),
    ...(modelVersion !== undefined && { modelVersion }),
    ...(requestId !== undefined && { requestId }),
  };
}
