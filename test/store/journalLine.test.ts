// Lines of a journal, byte by byte: what stands in one, that its checksum is of just these bytes, and that nothing else passes for a record.
import assert from 'node:assert/strict';
import { checkedJson, decodeRecord, encodeRecord, formatLine, JournalLines } from '../../src/store/journalLine';
import { numberedAnswer } from './numbered';

describe('a line of a journal', () => {
  it('holds a text whole, however its bytes fill the room that there is', () => {
    for (let count = 1340; count <= 1380; count++) {
      const lines = new JournalLines();
      const text = '\u0800'.repeat(count);
      lines.add(text);
      assert.equal(lines.length, 10 + 3 * count);
      const line = lines.take();
      assert.equal(line.at(-1), 10);
      assert.equal(checkedJson(line.subarray(0, -1))?.toString(), text);
      assert.equal(lines.length, 0);
    }
  });

  it('has one checksum, in eight digits of its own', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7].map((value) => formatLine({ value }).subarray(0, -1));
    for (const line of values) {
      assert.ok(checkedJson(line));
      for (let at = 0; at <= 8; at++)
        for (let byte = 0; byte < 256; byte++) {
          const other = Buffer.from(line);
          other[at] = byte;
          assert.equal(checkedJson(other) !== undefined, byte === line[at], `${other.toString()}, byte ${String(at)}`);
        }
      // A digit of 16 that is carried.
      for (let at = 0; at < 7; at++) {
        const other = Buffer.from(line);
        const [before, digit] = [parseInt(String.fromCharCode(line[at]!), 16), line[at + 1]!];
        if (before === 0 || digit !== 0x30) continue;
        other.write(`${(before - 1).toString(16)}g`, at);
        assert.equal(checkedJson(other), undefined);
      }
    }
    const carried = Array.from({ length: 200 }, (_, value) => formatLine(value).subarray(0, 8).toString());
    assert.ok(carried.some((sum) => /[1-9a-f]0/.test(sum)));
    assert.equal(checkedJson(Buffer.from('00000000 ')), undefined);
  });

  it('is as short as what is known of an answer', () => {
    const answer = { status: 'valid', key: 'k', text: 'k', costUsd: 0.5 } as const;
    const record = { type: 'answer', model: 'm', row: 3, answer, billedUsd: 0.25, usage: { inputTokens: 9 } } as const;
    const start = '["a","m",3,"valid","k",true,0.5,null,0.25,[9,null,null,null,null,null]';
    assert.equal(encodeRecord(record), `${start}]`);
    assert.equal(encodeRecord({ ...record, modelVersion: 'v' }), `${start},"v",null,null]`);
    assert.equal(encodeRecord({ ...record, isCached: true, settles: [4] }), `${start},null,true,4]`);
    assert.equal(encodeRecord({ ...record, settles: [4, 5] }), `${start},null,null,[4,5]]`);
    const failed = { ...record, answer: { status: 'failed', cause: 'none came' } } as const;
    assert.equal(
      encodeRecord({ ...failed, usage: {} }),
      '["a","m",3,"failed",null,null,null,null,0.25,[null,null,null,null,null,null],null,null,null,"none came"]',
    );
    assert.equal(encodeRecord({ ...record, answer: { ...answer, costUsd: NaN } }), `${start.replace('0.5', 'null')}]`);
    assert.equal(encodeRecord({ type: 'reservation', model: 'm', id: 1, usd: 2 }), '["r","m",1,2]');
    assert.equal(encodeRecord({ type: 'release', reservation: 7 }), '["x",7]');
  });

  it('leaves out what the provider said word for word', () => {
    const usage = { inputTokens: 1, raw: { secret: 'words' } };
    const repeat = { type: 'repeat', model: 'm', row: 0, answer: { status: 'valid' }, usage } as const;
    for (const record of [{ type: 'unread', model: 'm', usage } as const, repeat]) {
      const json = encodeRecord(record);
      assert.ok(!json.includes('words'), json);
      assert.deepEqual(JSON.parse(json), { ...record, usage: { inputTokens: 1 } });
    }
  });

  it('is no record where a part of it is another thing', () => {
    const answer = JSON.parse(encodeRecord(numberedAnswer(3))) as unknown[];
    assert.deepEqual(decodeRecord(answer), numberedAnswer(3));
    const not = (values: unknown[], expected: RegExp) =>
      assert.throws(
        () => decodeRecord(values),
        (error) => error instanceof TypeError && expected.test(error.message),
        JSON.stringify(values),
      );
    for (const [at, values] of (
      [
        ['b', 1, null],
        [1, null],
        [-1, 1.5, '3', 2 ** 53],
        ['open', 1, null],
      ] as const
    ).entries())
      for (const value of values) not(answer.with(at, value), /not an answer of this version/);
    not([], /not an answer/);
    for (const values of [[1, 1, 1], ['m', 'x', 1], ['m', 1, -1], ['m', 1, Infinity], ['m', 1, null], []])
      not(['r', ...values], /not a reservation of this version/);
    not(['x', 'y'], /not an answer/);
  });

  it('takes over of an answer what is of its kind, and nothing else', () => {
    const bare = { type: 'answer', model: 'm', row: 3, answer: { status: 'valid' }, usage: {} };
    assert.deepEqual(decodeRecord(['a', 'm', 3, 'valid']), bare);
    assert.deepEqual(
      decodeRecord(['a', 'm', 3, 'valid', 1, true, -1, 'x', -1, [-1, 'x', Infinity], 1, 'yes', 'x', 1]),
      bare,
    );
    assert.deepEqual(
      decodeRecord(['a', 'm', 3, 'valid', 'k', null, Infinity, 0, 0, [0], 'v', true, [1, 'x', 2], 'c']),
      {
        ...bare,
        answer: { status: 'valid', key: 'k', confidence: 0, cause: 'c' },
        ...{ billedUsd: 0, usage: { inputTokens: 0 }, modelVersion: 'v', isCached: true, settles: [1, 2] },
      },
    );
    assert.deepEqual(decodeRecord(['r', 'm', 1, 2, 3]), { type: 'reservation', model: 'm', id: 1, usd: 2 });
    assert.deepEqual(decodeRecord(['r', 'm', 1, 2, 'q']), {
      type: 'reservation',
      model: 'm',
      id: 1,
      usd: 2,
      request: 'q',
    });
  });
});
