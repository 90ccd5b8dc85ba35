// A large dataset for benchmarks, the same for the same number of rows and seed: each row some of the sample sentences one after the other, with
// quotes, commas and line ends inside, an id, a number and a code with leading zeros. About 300 bytes a row.
import { closeSync, openSync, writeSync } from 'node:fs';
import { makeRandom } from '../../src/engine/random';
import { readSampleSentences } from '../../src/providers/embedded/sampleSentences';

export type BigFormat = 'csv' | 'jsonl';

export function writeBigDataset(path: string, rowCount: number, format: BigFormat, seed = 1): void {
  const sentences = readSampleSentences().map(({ text }) => text);
  const random = makeRandom(seed, 'big dataset');
  const file = openSync(path, 'w');
  let held = format === 'csv' ? 'id,title,text,rating,code\n' : '';
  for (let row = 0; row < rowCount; row++) {
    let text = '';
    const wanted = 170 + random.next() * 110;
    while (text.length < wanted) text += `${text === '' ? '' : ' '}${sentences[random.below(sentences.length)]!}`;
    if (row % 20 === 0) text += ' "naïve",\nthey said';
    held +=
      format === 'csv'
        ? `${String(row)},Title ${String(row)},"${text.replaceAll('"', '""')}",${String(row % 10)},000${String(row)}\n`
        : `${JSON.stringify({ id: row, title: `Title ${String(row)}`, text, rating: row % 10, code: `000${String(row)}` })}\n`;
    if (held.length > 1 << 20) {
      writeSync(file, held);
      held = '';
    }
  }
  writeSync(file, held);
  closeSync(file);
}
