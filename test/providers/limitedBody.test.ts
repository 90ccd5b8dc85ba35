import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { limitedBody } from '../../src/providers/limitedBody';

/** A response whose body comes in the given pieces. `ended` says how its stream was left. */
function responseOf(pieces: readonly Uint8Array[]) {
  const left = { isCancelled: false };
  const waiting = [...pieces];
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = waiting.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
      cancel: () => {
        left.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { response: new Response(body, { status: 201, headers: { 'x-name': 'value' } }), left };
}

describe('a limited body', () => {
  const readers: Readonly<Record<string, (response: Response) => Promise<string>>> = {
    text: (response) => response.text(),
    'text after a look at the body': (response) => {
      assert.ok(response.body);
      return response.text();
    },
    json: async (response) => JSON.stringify(await response.json()),
    arrayBuffer: async (response) => Buffer.from(await response.arrayBuffer()).toString(),
    'its stream': async (response) => {
      const parts: Uint8Array[] = [];
      for await (const part of response.body!) parts.push(part as Uint8Array);
      return Buffer.concat(parts).toString();
    },
  };

  for (const [name, read] of Object.entries(readers)) {
    it(`is read whole by ${name}, however it is cut into pieces`, () =>
      fc.assert(
        fc.asyncProperty(fc.json(), fc.integer({ min: 1, max: 7 }), async (json, size) => {
          const text = JSON.stringify(JSON.parse(json));
          const bytes = Buffer.from(text);
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          const limited = limitedBody(responseOf(pieces).response, bytes.length);
          assert.equal(await read(limited), text);
          assert.equal(limited.status, 201);
          assert.equal(limited.headers.get('x-name'), 'value');
        }),
        { numRuns: 50 },
      ));

    it(`ends with an error by ${name} at the first byte too many, and closes the connection`, async () => {
      const { response, left } = responseOf([Buffer.from('"ab'), Buffer.from('c"')]);
      await assert.rejects(read(limitedBody(response, 4)), TypeError);
      assert.equal(left.isCancelled, true);
    });
  }

  it('adds nothing of its own to a response but its limit: V8 keeps an object with a getter until a full collection', () => {
    const [one, other] = [1, 2].map(() => limitedBody(responseOf([Buffer.from('text')]).response));
    assert.deepEqual(Object.getOwnPropertyNames(one), Object.getOwnPropertyNames(new Response('text')));
    assert.equal(Object.getPrototypeOf(one), Object.getPrototypeOf(other));
    assert.notEqual(Object.getPrototypeOf(one), Response.prototype);
  });
});
