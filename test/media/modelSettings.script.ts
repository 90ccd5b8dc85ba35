// Writes the fields of models and providers into package.json, package.nls.json and docs/ladder.md. `node dist/test/media/modelSettings.script.js`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { withFieldTable, withModelSettings, withWordsOfFields } from './modelSettings';
import { withProviderSettings, withProviderTable, withWordsOfProviders } from './providerSettings';

const written: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  'package.json': [withModelSettings, withProviderSettings],
  'package.nls.json': [withWordsOfFields, withWordsOfProviders],
  'docs/ladder.md': [withFieldTable, withProviderTable],
};
for (const [name, changes] of Object.entries(written)) {
  const file = join(projectRoot, name);
  const before = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    changes.reduce((text, change) => change(text), before),
  );
}
