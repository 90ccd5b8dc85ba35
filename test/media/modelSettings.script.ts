// Writes the fields of a ladder's entry into package.json, package.nls.json and docs/ladder.md. `node dist/test/media/modelSettings.script.js`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { withFieldTable, withModelSettings, withWordsOfFields } from './modelSettings';

const written: Readonly<Record<string, (text: string) => string>> = {
  'package.json': withModelSettings,
  'package.nls.json': withWordsOfFields,
  'docs/ladder.md': withFieldTable,
};
for (const [name, change] of Object.entries(written)) {
  const file = join(projectRoot, name);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
