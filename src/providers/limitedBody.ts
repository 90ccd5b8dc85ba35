// A reply of a server, cut off where it never ends: a body that goes on for ever would fill the memory before anybody looks at it.

import { limits } from '../engine/limits';

/** The same response, whose body fails once more than `most` bytes have come; the connection is then closed. */
export function limitedBody(response: Response, most: number = limits.replyBytes): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (bytes <= most) controller.enqueue(chunk);
        else controller.error(new TypeError(`The reply is longer than ${String(most >> 20)} MB and was cut off.`));
      },
    }),
  );
  const { status, statusText, headers } = response;
  const limited = new Response(counted, { status, statusText, headers });
  Object.defineProperty(limited, 'url', { value: response.url });
  return limited;
}
