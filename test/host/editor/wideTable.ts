// A table of 60 columns, one of them with texts of 5 KB: what exports of ticket systems look like.
import { closeSync, openSync, writeSync } from 'node:fs';
import { readSampleSentences } from '../../../src/providers/embedded/sampleSentences';

const columns = 60;
const textBytes = 5000;

export function writeWideTable(path: string, rows: number): void {
  const sentences = readSampleSentences().map(({ text }) => text.replaceAll('"', '""'));
  const file = openSync(path, 'w');
  writeSync(
    file,
    `${['text', ...Array.from({ length: columns - 1 }, (_, at) => `field ${String(at + 1)}`)].join(',')}\n`,
  );
  for (let row = 0; row < rows; row++) {
    let text = '';
    for (let at = row; text.length < textBytes; at++) text += `${sentences[at % sentences.length]!} `;
    const fields = Array.from({ length: columns - 1 }, (_, at) => `${String(row)}-${String(at)}`);
    writeSync(file, `"${text}",${fields.join(',')}\n`);
  }
  closeSync(file);
}
