import assert from 'node:assert/strict';
import { readTable } from './readTable';

describe('one JSON object whose fields are objects of the same names', () => {
  const warned = async (text: string, name = 'a.json') =>
    (await readTable(name, Buffer.from(text))).dataset.warnings.some((warning) =>
      /as one row .+orient="records"/.test(warning),
    );

  it('may be a table by columns or by rows, whose labels are no numbers: refused on one line as on many, told in JSON lines', async () => {
    for (const text of [
      '{"name":{"a":"x","b":"y"},"text":{"a":"t1","b":"t2"}}',
      '{"r1":{"id":1,"text":"a"},"r2":{"id":2,"text":"b"}}',
      '{\n "r1": {"text":"a"},\n "r2": {"text":"b"}\n}',
    ])
      await assert.rejects(readTable('a.json', Buffer.from(text)), /rows or columns; .+orient="records".+\.jsonl/);
    assert.ok(await warned('{"r1":{"id":1,"text":"a"},"r2":{"id":2,"text":"b"}}', 'a.jsonl'));
    assert.ok(await warned('{"2024-01-01":{"text":"a"},"2024-01-02":{"text":"b"}}', 'a.jsonl'));
  });

  it('is one row without a word where its fields differ, and among several rows', async () => {
    assert.ok(!(await warned('{"text":"a","user":{"id":1}}')));
    assert.ok(!(await warned('{"from":{"id":1,"name":"x"},"to":{"id":2}}')));
    assert.ok(!(await warned('{"a":{"id":1},"b":{"id":2}}\n{"a":{"id":3},"b":{"id":4}}\n', 'a.jsonl')));
  });
});
