// The ear of the product: words that read as translated, or that only its makers know, stand in no text that people see: the panel's and the workbench's
// tables, and every literal of the code that is a phrase.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const root = resolve(__dirname, '../../..');
/** What each of them should be is what a reader would say: "more expensive", "if not", "rows", "the most", "this many", "reused". */
const banned =
  /\bdear(?:er|est)\b|\botherwise\b|\bthe allowance\b|\b(?:of|on|in) the path\b|\bso many\b|\bcannot be told\b|\bgiven up\b|\bno blanks\b|\banswers?\b.{0,40}\btaken? over\b|\bcan(?:not)? be had\b|\bwhenever you like\b/i;
/** What older journals say, to be read and not to be shown. */
const ofOldJournals = join('src', 'store', 'journalVersion1.ts');

/** One term for each thing in Chinese, too: other words for provider, token, profiling, cheap, earlier, plan, verdict and reuse. */
const otherChineseWords = /提供方|令牌|剖析|廉价|先前|规划|评判|重用/;

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .filter((file) => file !== ofOldJournals);
}

/** Literals of three words or more, with their place. */
function phrasesOf(file: string): readonly (readonly [place: string, text: string])[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: [string, string][] = [];
  const visit = (node: ts.Node) => {
    const isPart = ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
    if ((ts.isStringLiteralLike(node) || isPart) && /\s\S+\s/.test(node.text))
      found.push([`${file}:${String(source.getLineAndCharacterOfPosition(node.pos).line + 1)}`, node.text]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const tableOf = (file: string) =>
  Object.entries(JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>).map(
    ([key, text]) => [`${file}: ${key}`, text] as const,
  );

describe('the words of the product', () => {
  it('are such as a reader would say, in English', () => {
    const phrases = [
      ...sourcesIn('src').flatMap(phrasesOf),
      ...sourcesIn('webview-ui').flatMap(phrasesOf),
      ...tableOf('package.nls.json'),
      ...tableOf(join('l10n', 'bundle.l10n.json')),
    ];
    assert.ok(phrases.length > 1500, `${String(phrases.length)} phrases`);
    assert.deepEqual(
      phrases.filter(([, text]) => banned.test(text)).map(([place, text]) => `${place}: ${text}`),
      [],
    );
  });

  it('and in Chinese, one for each thing', () => {
    const phrases = [
      ...tableOf('package.nls.zh-cn.json'),
      ...tableOf(join('l10n', 'bundle.l10n.zh-cn.json')),
      ...[...sourcesIn(join('webview-ui', 'strings')), join('src', 'engine', 'promise', 'chinese.ts')].map(
        (file) => [file, readFileSync(join(root, file), 'utf8')] as const,
      ),
    ];
    for (const [place, text] of phrases) assert.doesNotMatch(text, otherChineseWords, place);
  });

  it('and in Chinese, where no English sentence is left', () => {
    for (const [place, text] of [
      ...tableOf('package.nls.zh-cn.json'),
      ...tableOf(join('l10n', 'bundle.l10n.zh-cn.json')),
    ]) {
      // Names of products and code may stand; three English words in a row are a sentence that nobody translated.
      assert.doesNotMatch(text.replace(/`[^`]*`/g, ''), /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/, place);
    }
  });
});
