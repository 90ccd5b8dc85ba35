// Typed requests, replies and news over anything that posts messages: the panel asks, the host answers, the host tells news.
// Knows nothing of VS Code or the DOM. Incoming messages are checked before they are believed; a request never waits for ever: a handler
// that throws becomes an error reply, and disposing an end rejects what is still pending.

/** What a table of requests looks like: method -> what it takes and gives. */
export type RequestTable = Record<string, { params: unknown; result: unknown }>;
/** What a table of news looks like: name -> what it tells. */
export type NewsTable = Record<string, unknown>;

/** A two-way channel of messages. */
export interface Transport {
  post(message: unknown): void;
  /** Calls back on every incoming message; returns what ends that. */
  listen(callback: (message: unknown) => void): () => void;
}

/** What an error reply says beside its sentence. */
export type ErrorNote = {
  /** The user gave up what was asked for: nothing to tell. */
  readonly isGivenUp?: true;
  /** What mends it, in one press of a button. */
  readonly mend?: { readonly action: string; readonly subject?: string };
};

/** An error reply, as whoever asked gets it. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly note: ErrorNote = {},
  ) {
    super(message);
  }
}

/** What goes over the wire; `subject` is the number of what the answering end is about, where its channel serves several in turn. */
export type WireMessage = { readonly subject?: number } & WireBody;
type WireBody =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error-reply'; readonly id: number; readonly message: string; readonly note?: ErrorNote }
  | { readonly type: 'news'; readonly name: string; readonly body: unknown };

/** The message as one of ours; undefined: it is not (another script's, or malformed). */
export function parseWireMessage(message: unknown): WireMessage | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, id, method, name, message: text, note = {}, subject } = message as Record<string, unknown>;
  if (subject !== undefined && !Number.isSafeInteger(subject)) return undefined;
  switch (type) {
    case 'request':
      return Number.isSafeInteger(id) && typeof method === 'string' ? (message as WireMessage) : undefined;
    case 'reply':
      return Number.isSafeInteger(id) ? (message as WireMessage) : undefined;
    case 'error-reply':
      return Number.isSafeInteger(id) && typeof text === 'string' && typeof note === 'object' && note !== null
        ? (message as WireMessage)
        : undefined;
    case 'news':
      return typeof name === 'string' ? (message as WireMessage) : undefined;
    default:
      return undefined;
  }
}

export type RequestHandlers<R extends RequestTable> = {
  readonly [M in keyof R]: (params: R[M]['params']) => Promise<R[M]['result']> | R[M]['result'];
};

/** Per method or name: turns what came in into what is expected, or throws a sentence about what is wrong with it. */
export type RequestParsers<R extends RequestTable> = {
  readonly [M in keyof R]: (params: unknown) => R[M]['params'];
};
export type NewsParsers<N extends NewsTable> = { readonly [K in keyof N]: (body: unknown) => N[K] };

export type AnsweringEnd<N extends NewsTable> = {
  /** Tells news; silently dropped after dispose. */
  tell<K extends keyof N & string>(name: K, body: N[K]): void;
  dispose(): void;
};

/**
 * How ends keep apart what a channel serves in turn: whoever asks learns the subject from the reply to one request and from one kind of news, and a
 * request or news of another subject, still on its way when the channel turned, is for nobody.
 */
export type Turning<R extends RequestTable, N extends NewsTable> = {
  /** The request that asks what the channel is about: answered whatever its sender knew. */
  readonly request: keyof R & string;
  /** The news that the channel is about something else now. */
  readonly news: keyof N & string;
};

export type AnsweringOptions<R extends RequestTable, N extends NewsTable> = {
  readonly noteOf?: (error: unknown) => ErrorNote | undefined;
  /** Number of what this end is about, unlike that of any other end of the channel. */
  readonly turning?: Turning<R, N> & { readonly subject: number };
};

/** The end that answers requests and tells news: the host. */
export function createAnsweringEnd<R extends RequestTable, N extends NewsTable>(
  transport: Transport,
  handlers: RequestHandlers<R>,
  parsers: RequestParsers<R>,
  { noteOf = () => undefined, turning }: AnsweringOptions<R, N> = {},
): AnsweringEnd<N> {
  let isDisposed = false;
  const post = (message: WireMessage) => {
    if (!isDisposed) transport.post(turning ? { ...message, subject: turning.subject } : message);
  };
  const isOfAnother = ({ method, subject }: { readonly method: string; readonly subject?: number }) =>
    turning !== undefined && subject !== undefined && subject !== turning.subject && method !== turning.request;
  const answer = async (method: string, params: unknown): Promise<unknown> => {
    if (!Object.hasOwn(handlers, method)) throw new Error(`Unknown request "${method}".`);
    return handlers[method]!(parsers[method]!(params));
  };
  const stop = transport.listen((raw) => {
    const message = parseWireMessage(raw);
    if (message?.type !== 'request' || isDisposed) return;
    const { id } = message;
    if (isOfAnother(message)) {
      post({ type: 'error-reply', id, message: 'The panel shows something else by now.', note: { isGivenUp: true } });
      return;
    }
    answer(message.method, message.params).then(
      (result) => {
        post({ type: 'reply', id, result });
      },
      (error: unknown) => {
        const note = noteOf(error);
        post({ type: 'error-reply', id, message: messageOf(error), ...(note && { note }) });
      },
    );
  });
  return {
    tell: (name, body) => {
      post({ type: 'news', name, body });
    },
    dispose: () => {
      isDisposed = true;
      stop();
    },
  };
}

export type AskingEnd<R extends RequestTable> = {
  /** Resolves with the reply; rejects with a Refusal that carries the host's sentence, or with an Error when this end is disposed. */
  ask<M extends keyof R & string>(method: M, params: R[M]['params']): Promise<R[M]['result']>;
  dispose(): void;
};

export type AskingOptions<R extends RequestTable, N extends NewsTable> = {
  readonly onBadNews?: (error: Error) => void;
  readonly turning?: Turning<R, N>;
};

/** The end that asks requests and hears news: the panel. News that does not parse goes to `onBadNews` and nowhere else. */
export function createAskingEnd<R extends RequestTable, N extends NewsTable>(
  transport: Transport,
  listeners: { readonly [K in keyof N]: (body: N[K]) => void },
  parsers: NewsParsers<N>,
  { onBadNews = () => undefined, turning }: AskingOptions<R, N> = {},
): AskingEnd<R> {
  const pending = new Map<
    number,
    { method: string; resolve: (result: never) => void; reject: (error: Error) => void }
  >();
  let lastId = 0;
  /** What the other end was about when it last said so. */
  let subject: number | undefined;
  let isDisposed = false;
  const stop = transport.listen((raw) => {
    const message = parseWireMessage(raw);
    if (!message || isDisposed || message.type === 'request') return;
    if (message.type === 'news') {
      if (!Object.hasOwn(listeners, message.name)) return;
      if (message.name === turning?.news) ({ subject } = message);
      else if (message.subject !== undefined && subject !== undefined && message.subject !== subject) return;
      try {
        listeners[message.name]!(parsers[message.name]!(message.body));
      } catch (error) {
        onBadNews(error instanceof Error ? error : new Error(String(error)));
      }
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'reply' && waiting?.method === turning?.request) ({ subject } = message);
    if (message.type === 'reply') waiting?.resolve(message.result as never);
    else waiting?.reject(new Refusal(message.message, message.note));
  });
  return {
    ask: (method, params) =>
      new Promise((resolve, reject) => {
        if (isDisposed) {
          reject(new Error(disposedMessage));
          return;
        }
        const id = ++lastId;
        pending.set(id, { method, resolve, reject });
        try {
          transport.post({
            ...{ type: 'request', id, method, params },
            ...(subject !== undefined && { subject }),
          } satisfies WireMessage);
        } catch (error) {
          pending.delete(id);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      }),
    dispose: () => {
      isDisposed = true;
      stop();
      for (const { reject } of pending.values()) reject(new Error(disposedMessage));
      pending.clear();
    },
  };
}

const disposedMessage = 'The other side is gone.';

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
