// Whether a key is taken, by what the list of models and a request without content tell.
import assert from 'node:assert/strict';
import type { RemoteKind } from '../../src/providers/registry';
import { modelsWithTestedKey } from '../../src/providers/testedKey';

const connection = { name: 'there', baseUrl: 'https://llm.example/v1', apiKey: 'k' };

/** A kind whose list is open to some keys, and whose probe gives a status; absent: it has none. */
function kindOf(models: readonly string[], isOpenTo: (key: string | undefined) => boolean, status?: number) {
  const probed: unknown[] = [];
  let listed = 0;
  const kind = {
    async *listModels({ apiKey }: { readonly apiKey?: string }) {
      await Promise.resolve();
      if (!isOpenTo(apiKey)) throw Object.assign(new Error('refused'), { status: 401 });
      for (const model of models) {
        listed++;
        yield model;
      }
    },
    ...(status !== undefined && {
      probe: (given: unknown) => {
        probed.push(given);
        return Promise.resolve(status);
      },
    }),
  };
  return { kind: kind as unknown as RemoteKind, probed, listed: () => listed };
}

describe('a key', () => {
  it('is taken where the list of models is open to it alone, and nothing more is asked', async () => {
    const { kind, probed } = kindOf(['b', 'a'], (key) => key === 'k', 401);
    assert.deepEqual(await modelsWithTestedKey(kind, connection), ['a', 'b']);
    assert.deepEqual(probed, []);
  });

  it('is tried where everybody may read the list', async () => {
    for (const status of [400, 200, 404]) {
      const { kind, probed } = kindOf(['a'], () => true, status);
      assert.deepEqual(await modelsWithTestedKey(kind, connection), ['a']);
      assert.deepEqual(probed, [connection]);
    }
    for (const status of [401, 403])
      await assert.rejects(modelsWithTestedKey(kindOf(['a'], () => true, status).kind, connection), { status });
  });

  it('is tried where there is none, without another look at the list', async () => {
    const open = kindOf(['a'], () => true, 401);
    await assert.rejects(modelsWithTestedKey(open.kind, { ...connection, apiKey: undefined }), { status: 401 });
    assert.equal(open.listed(), 1);
  });

  it('is believed by the list of a kind that cannot be probed', async () => {
    assert.deepEqual(await modelsWithTestedKey(kindOf(['a'], () => true).kind, connection), ['a']);
    await assert.rejects(modelsWithTestedKey(kindOf(['a'], () => false).kind, connection), { status: 401 });
  });

  it('is shown a thousand models at most', async () => {
    const { kind, listed } = kindOf(
      Array.from({ length: 1500 }, (_, i) => String(i)),
      () => true,
    );
    assert.equal((await modelsWithTestedKey(kind, connection)).length, 1000);
    assert.equal(listed(), 1000);
  });
});
