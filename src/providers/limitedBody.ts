// A reply of a server, cut off where it never ends: a body that goes on for ever would fill the memory before anybody looks at it.

import { limits } from '../engine/limits';

/**
 * The same response, whose body fails with a `TypeError` once more than `most` bytes have come; the connection is then closed.
 * Text and JSON are read straight from the body: a stream in between was 9 % of a live run's garbage
 * (docs/decisions/0079-memory-of-a-live-run.md).
 */
export function limitedBody(response: Response, most: number = limits.replyBytes): Response {
  const { body } = response;
  if (body === null) return response;
  // For whoever looks at the body before it reads the text, as Anthropic's SDK does.
  let counted: ReadableStream<Uint8Array> | undefined;
  const stream = () => (body.locked ? body : body.pipeThrough(countedWithin(most)));
  const readAll = () => readWithin(counted ?? body, most);
  const text = async () => new TextDecoder().decode(await readAll());
  const whole = {
    arrayBuffer: async () => (await readAll()).buffer,
    bytes: readAll,
    text,
    json: async () => JSON.parse(await text()) as unknown,
  };
  for (const [name, value] of Object.entries(whole)) Object.defineProperty(response, name, { value });
  Object.defineProperty(response, 'body', { get: () => (counted ??= stream()) });
  return response;
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
