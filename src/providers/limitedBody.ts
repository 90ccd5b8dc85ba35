// A reply of a server, cut off where it never ends: a body that goes on for ever would fill the memory before anybody looks at it.

import { limits } from '../engine/limits';

const bodyLimit = Symbol('the limit of the body');
const countedBody = Symbol('the body, counted while it is read');

type Limited = Response & { [bodyLimit]: number; [countedBody]?: ReadableStream<Uint8Array> };

/**
 * The same response, whose body fails with a `TypeError` once more than `most` bytes have come; the connection is then closed.
 * Text and JSON are read straight from the body: a stream in between was 9 % of a live run's garbage
 * (docs/decisions/0079-memory-of-a-live-run.md).
 */
export function limitedBody(response: Response, most: number = limits.replyBytes): Response {
  if (response.body === null) return response;
  const limited = Object.setPrototypeOf(
    response,
    limitedPrototype(Object.getPrototypeOf(response) as Response),
  ) as Limited;
  limited[bodyLimit] = most;
  return limited;
}

/** Of each implementation of `fetch`. */
const limitedPrototypes = new Map<Response, Response>();

/**
 * What a limited response does in place of its implementation's own. One for all responses: V8 puts a getter of a single object where only a full
 * collection clears it away, and with it the object (docs/decisions/0118-what-outlives-a-request.md).
 */
function limitedPrototype(own: Response): Response {
  const known = limitedPrototypes.get(own);
  if (known) return known;
  const bodyOf = (response: Limited) => Reflect.get(own, 'body', response) as ReadableStream<Uint8Array>;
  const readAll = (response: Limited) => readWithin(response[countedBody] ?? bodyOf(response), response[bodyLimit]);
  const textOf = async (response: Limited) => new TextDecoder().decode(await readAll(response));
  const made = Object.create(own, {
    // For whoever looks at the body before it reads the text, as Anthropic's SDK does.
    body: {
      get(this: Limited) {
        const body = bodyOf(this);
        return (this[countedBody] ??= body.locked ? body : body.pipeThrough(countedWithin(this[bodyLimit])));
      },
    },
    arrayBuffer: {
      async value(this: Limited) {
        return (await readAll(this)).buffer;
      },
    },
    bytes: {
      value(this: Limited) {
        return readAll(this);
      },
    },
    text: {
      value(this: Limited) {
        return textOf(this);
      },
    },
    json: {
      async value(this: Limited) {
        return JSON.parse(await textOf(this)) as unknown;
      },
    },
  }) as Response;
  limitedPrototypes.set(own, made);
  return made;
}

async function readWithin(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      const error = tooLong(most);
      await reader.cancel(error);
      throw error;
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function countedWithin(most: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.length;
      if (length <= most) controller.enqueue(chunk);
      else controller.error(tooLong(most));
    },
  });
}

function tooLong(most: number): TypeError {
  return new TypeError(`The reply is longer than ${String(most >> 20)} MB and was cut off.`);
}
