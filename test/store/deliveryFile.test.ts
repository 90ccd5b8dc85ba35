import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { InputError } from '../../src/engine/inputError';
import { blockRows, noTurns } from '../../src/engine/turns';
import { deliveryReasons } from '../../src/engine/strategy';
import { deliveryPath, formatDelivery, readDelivery, writeDelivery } from '../../src/store/deliveryFile';
import { turnsOfOthersDuring } from '../support/turnsOfOthers';
import { scratchFolder } from './scratch';

describe('delivery.json', () => {
  const folder = scratchFolder();
  const models = ['tiny', 'big'];
  const write = (text: string) => {
    writeFileSync(deliveryPath(folder()), text);
  };
  const textOf = (...written: Parameters<typeof formatDelivery>) => [...formatDelivery(...written)].join('');

  it('gives back every row as it was written, whatever columns there are', async () => {
    const row = fc.record({
      model: fc.integer({ min: -1, max: models.length - 1 }),
      reason: fc.nat(deliveryReasons.length - 1),
      trust: fc.float({ min: 0, max: 1, noNaN: true }),
      twin: fc.nat(1_000_000),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 50 }),
        fc.boolean(),
        fc.boolean(),
        async (rows, hasTrust, hasTwins) => {
          const delivery = {
            model: Int16Array.from(rows, (each) => each.model),
            reason: Uint8Array.from(rows, (each) => each.reason),
            ...(hasTrust && { trust: Float32Array.from(rows, (each) => each.trust) }),
          };
          const twins = hasTwins ? Int32Array.from(rows, (each) => each.twin) : undefined;
          write(textOf(delivery, models, twins));
          assert.deepEqual(await readDelivery(folder()), { ...delivery, models, ...(twins && { twins }) });
        },
      ),
    );
  });

  it('keeps what the student answered', async () => {
    const model = Int16Array.from([2, 0, 2]);
    const student = { answers: [{ key: 'yes', text: 'Yes' }], of: Int16Array.from([0, -1, 0]) };
    const delivery = { model, reason: Uint8Array.from([3, 3, 3]) };
    write(textOf(delivery, [...models, 'student'], undefined, student));
    assert.deepEqual((await readDelivery(folder()))!.student, student);
    for (const unknown of [1, -2]) {
      const of = Int16Array.from([unknown, -1, 0]);
      write(textOf(delivery, [...models, 'student'], undefined, { ...student, of }));
      await assert.rejects(readDelivery(folder()), /unknown answer of the student/);
    }
  });

  it('writes a part of a larger buffer as that part', async () => {
    const model = Int16Array.from([9, 9, 0, 1, -1, 9]).subarray(2, 5);
    const reason = Uint8Array.from([7, 3, 3, 7]).subarray(1);
    write(textOf({ model, reason }, models));
    assert.deepEqual([...(await readDelivery(folder()))!.model], [0, 1, -1]);
  });

  it('takes a million rows in less than 20 MB', async () => {
    const model = new Int16Array(1_000_000);
    const reason = new Uint8Array(1_000_000).fill(3);
    const trust = new Float32Array(1_000_000).fill(0.97);
    const text = textOf(
      { model, reason, trust },
      models,
      Int32Array.from({ length: 1_000_000 }, (_, at) => at),
    );
    assert.ok(text.length < 20e6, String(text.length));
    write(text);
    let rests = 0;
    const turns = { isDue: () => true, next: () => Promise.resolve(void rests++) };
    assert.equal((await readDelivery(folder(), turns))!.trust![999_999], Math.fround(0.97));
    // Reasons, their range and the models' each in blocks, each column and both steps of reading by itself.
    assert.ok(rests >= (3 * 1_000_000) / blockRows, String(rests));
  });

  it('is read beside other work', async () => {
    const rows = 4_000_000;
    write(textOf({ model: new Int16Array(rows), reason: new Uint8Array(rows).fill(3) }, models));
    const turnsOfOthers = await turnsOfOthersDuring(() => readDelivery(folder(), noTurns));
    assert.ok(turnsOfOthers > 3, String(turnsOfOthers));
  });

  it('understands reasons by name, in whatever order they were written', async () => {
    const stored = JSON.parse(textOf({ model: Int16Array.from([1]), reason: Uint8Array.from([0]) }, models)) as object;
    write(JSON.stringify({ ...stored, reasons: ['trusted'] }));
    assert.equal(deliveryReasons[(await readDelivery(folder()))!.reason[0]!], 'trusted');
  });

  it('understands them of more rows than are gone through at once', async () => {
    const reason = Uint8Array.from({ length: 2 * blockRows + 2 }, (_, row) => row % 3);
    const stored = JSON.parse(textOf({ model: new Int16Array(reason.length), reason }, models)) as object;
    const turned = [...deliveryReasons.slice(1), deliveryReasons[0]];
    write(JSON.stringify({ ...stored, reasons: turned }));
    const found = (await readDelivery(folder()))!.reason;
    assert.deepEqual(
      found,
      reason.map((index) => deliveryReasons.indexOf(turned[index]!)),
    );
  });

  it('is absent before the run is finished', async () => {
    assert.equal(await readDelivery(folder()), undefined);
    await writeDelivery(folder(), formatDelivery({ model: Int16Array.of(1), reason: Uint8Array.of(0) }, models));
    assert.deepEqual([...(await readDelivery(folder()))!.model], [1]);
  });

  const sound = JSON.parse(
    textOf({ model: Int16Array.from([0, 1]), reason: Uint8Array.from([1, 2]) }, models),
  ) as Record<string, unknown>;
  const damaged: readonly (readonly [what: string, text: string, sentence: RegExp])[] = [
    ['torn', JSON.stringify(sound).slice(0, 60), /JSON/],
    ['of something else', '{"format":"other"}', /smart-delivery/],
    ['of a newer version', JSON.stringify({ ...sound, version: 2 }), /newer version/],
    ['with columns of different lengths', JSON.stringify({ ...sound, reason: 'AQ==' }), /different lengths/],
    ['with an unknown model', JSON.stringify({ ...sound, models: ['tiny'] }), /unknown model/],
    ['with a model below none', JSON.stringify({ ...sound, model: '/v8AAA==' }), /unknown model/],
    ['with an unknown reason', JSON.stringify({ ...sound, reasons: ['x', 'y', 'z'] }), /unknown reason/],
    [
      'with one reason more than it names',
      JSON.stringify({ ...sound, reasons: deliveryReasons.slice(0, 2) }),
      /unknown reason/,
    ],
    ['with base64 that is cut short', JSON.stringify({ ...sound, reason: 'AQI' }), /base64/],
    ['with letters that are no base64', JSON.stringify({ ...sound, model: '***' }), /base64/],
    ['with letters among base64 that are none', JSON.stringify({ ...sound, model: 'AA*A' }), /base64/],
  ];
  for (const [what, text, sentence] of damaged)
    it(`${what} is refused with a sentence that names the file`, async () => {
      write(text);
      await assert.rejects(
        readDelivery(folder()),
        (error) =>
          error instanceof InputError &&
          error.message.startsWith(deliveryPath(folder())) &&
          sentence.test(error.message),
      );
    });
});
