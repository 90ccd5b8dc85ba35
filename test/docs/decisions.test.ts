// The decision records: numbered without gaps, dated, each in the index under its own title. Files named `new-*` await their number.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(__dirname, '../../..', 'docs', 'decisions');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const names = readdirSync(folder).sort();
const records = names.filter((name) => /^\d{4}-/.test(name));

describe('decision records', () => {
  it('are numbered one after the other, beside the index and records without a number yet', () => {
    assert.deepEqual(
      records.map((name) => Number(name.slice(0, 4))),
      records.map((_, index) => index + 1),
    );
    const others = names.filter((name) => !records.includes(name) && name !== 'README.md');
    for (const name of others) assert.match(name, /^new-[a-z0-9-]+\.md$/);
  });

  it('start with number and title, then a date that is no earlier than the one before', () => {
    let last = '';
    for (const name of records) {
      const [, number, date] = /^# (\d{4})\. \S.*\n\nDate: (\d{4}-\d\d-\d\d)\n\n\S/.exec(read(name)) ?? [];
      assert.equal(
        number,
        name.slice(0, 4),
        `${name}: "# ${name.slice(0, 4)}. Title", "Date: YYYY-MM-DD", then the text`,
      );
      assert.ok(date! >= last, `${name} is dated before the record that precedes it`);
      last = date!;
    }
  });

  it('stand in the index, one line each, with title and date', () => {
    const lines = read('README.md')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    const wanted = records.map((name) => {
      const [, number, title, date] = /^# (\d{4})\. (.*)\n\nDate: (.*)\n/.exec(read(name))!;
      return `- [${number!}](${name}) ${title!} (${date!})`;
    });
    assert.deepEqual([...lines].sort(), wanted.sort());
  });
});
