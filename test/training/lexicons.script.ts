// Writes media/embedded/afinn.json and vader.json from the word lists of the npm packages `sentiment` and `vader-sentiment`, so that the
// packaged extension holds them. Run: node esbuild.js --tests && node dist/test/training/lexicons.script.js
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(__filename);
const folder = join(__dirname, '../../../media/embedded');

type Valences = Record<string, number>;
const words = { ...(require('sentiment/languages/en/labels.json') as Valences) };
Object.assign(words, require('sentiment/build/emoji.json') as Valences);
const negators = Object.keys(require('sentiment/languages/en/negators.json') as Valences);
writeFileSync(join(folder, 'afinn.json'), `${JSON.stringify({ words, negators })}\n`);

async function writeVader(): Promise<void> {
  // The package's list is an ES module in a package that says it is CommonJS; as a data: URL Node imports it all the same.
  const source = readFileSync(require.resolve('vader-sentiment/src/vader_lexicon.js'));
  const url = `data:text/javascript;base64,${source.toString('base64')}`;
  const { lexicon } = (await import(url)) as { lexicon: Valences };
  writeFileSync(join(folder, 'vader.json'), `${JSON.stringify(lexicon)}\n`);
  console.log(`${String(Object.keys(words).length)} words of AFINN, ${String(Object.keys(lexicon).length)} of VADER.`);
}

void writeVader();
