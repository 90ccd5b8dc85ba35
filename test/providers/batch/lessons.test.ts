// What refusals inside a batch teach about a model.
import assert from 'node:assert/strict';
import { createLessons } from '../../../src/providers/batch/lessons';
import { createQuirkStore, guessQuirks } from '../../../src/providers/quirks';

describe('what refusals teach', () => {
  const options = { name: 'n', baseUrl: 'https://host/v1' };
  const guess = (modelId: string) => guessQuirks(modelId);
  const said = [400, 'temperature is not supported'] as const;

  it('holds for the model and the place, and is learned once for all rows of a batch', () => {
    const quirks = createQuirkStore();
    const { quirksOf, learn } = createLessons({ ...options, quirks }, guess);
    const sent = quirksOf('m');
    assert.equal(sent.temperature, true);
    assert.equal(learn('m', sent, 500, 'broken'), false);
    assert.equal(learn('m', sent, ...said), true);
    assert.deepEqual(quirksOf('m'), { ...sent, temperature: false });
    assert.equal(learn('m', sent, ...said), true, 'another row of the batch');
    assert.deepEqual(quirksOf('m'), { ...sent, temperature: false });
    assert.equal(learn('m', quirksOf('m'), ...said), false, 'nothing is left to leave out');
    assert.equal(learn('m', sent, 500, 'broken'), false, 'this taught nothing, whatever another did');
    assert.equal(quirksOf('other').temperature, true);
    assert.equal(createLessons({ ...options, quirks }, guess).quirksOf('m').temperature, false);
    assert.equal(
      createLessons({ ...options, baseUrl: 'https://other/v1', quirks }, guess).quirksOf('m').temperature,
      true,
    );
    assert.equal(createLessons(options, guess).quirksOf('m').temperature, true, 'a store of its own');
  });
});
