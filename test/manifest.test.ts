// package.json against the code: every command, setting, view and tool is declared once in each and means the same in both; nothing shown to
// a person is left untranslated; a workspace can change nothing that decides where keys and rows go.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandIds, contextKeys, panelViewType, runsViewId, toolNames } from '../src/host/ids';
import { datasetEndings, packedEndings } from '../src/datasets/formats';
import { checkSettings, machineScopedSettings, settingDefaults } from '../src/host/settingRules';
import { datasetRequestShape } from '../src/host/tools/datasetRequest';

const root = resolve(__dirname, '../..');
const readText = (path: string) => readFileSync(join(root, path), 'utf8');
const readJson = <T>(path: string) => JSON.parse(readText(path)) as T;

/** The tables of texts in a folder, one a language. */
function tablesOf(folder: string, name: RegExp): string[] {
  const found = readdirSync(join(root, folder)).filter((file) => name.test(file));
  assert.ok(found.length >= 2, `${folder}: no table beside the English one`);
  return found.map((file) => join(folder, file));
}

type Setting = { default: unknown; scope?: string; markdownDescription: string };
type MenuItem = { command: string; when?: string; group?: string };
type Manifest = {
  dependencies: Record<string, string>;
  activationEvents: string[];
  icon: string;
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string }[];
    menus: Record<string, MenuItem[]>;
    views: Record<string, { id: string; icon: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    configuration: { properties: Record<string, Setting> };
    languageModelTools: { name: string; inputSchema: { required: string[]; properties: Record<string, unknown> } }[];
    walkthroughs: { steps: { media: { svg: string }; completionEvents: string[] }[] }[];
    jsonValidation: { url: string }[];
  };
};
const manifest = readJson<Manifest>('package.json');
const { contributes } = manifest;

describe('manifest', () => {
  it('names no page of a project that is not published', () => {
    // There is no public repository yet. Whoever makes one adds the fields, and this test with the address that was opened.
    for (const field of ['repository', 'homepage', 'bugs']) assert.ok(!(field in manifest), field);
  });

  it('depends on no package that nothing imports', () => {
    const code = ['src', 'webview-ui'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => readText(join(folder, path))),
    );
    for (const name of Object.keys(manifest.dependencies))
      assert.ok(
        code.some((text) => text.includes(`'${name}'`) || text.includes(`'${name}/`)),
        name,
      );
  });

  it('declares the commands that the code registers, and no others', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), Object.values(commandIds).sort());
  });

  it('shows only its own commands in menus, with context keys that the code sets', () => {
    const known = new Set<string>(Object.values(commandIds));
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, when = '' } of items) {
        assert.ok(known.has(command), `${menu}: ${command}`);
        for (const [key] of when.matchAll(/\bsmart\.\w+/g))
          assert.ok([...Object.values(contextKeys), runsViewId].includes(key as never), `${menu}: ${key}`);
      }
    }
  });

  it('shows the menus of files on exactly the supported extensions', () => {
    for (const menu of ['explorer/context', 'editor/title', 'editor/title/context']) {
      const items = contributes.menus[menu]!.filter(({ command }) => command === commandIds.processFile);
      const shown = items.map(({ when = '' }) => /\\\.\(([\w|]+)\)\(\\\.\(([\w|]+)\)\)\?\$/.exec(when));
      assert.deepEqual(shown.flatMap((found) => found?.[1]?.split('|')).sort(), [...datasetEndings].sort(), menu);
      for (const found of shown) assert.deepEqual(found?.[2]?.split('|'), packedEndings, menu);
    }
  });

  it('shows a button in the title of what is a table, and of JSON, which is much else, an entry behind the dots', () => {
    const [button, entry] = contributes.menus['editor/title']!;
    assert.ok(button!.group!.startsWith('navigation'));
    assert.doesNotMatch(button!.when!, /\bjson\b/);
    assert.ok(!entry!.group!.startsWith('navigation'));
    assert.match(entry!.when!, /\(json\)/);
  });

  it('declares every setting with the default of the code', () => {
    const declared = Object.entries(contributes.configuration.properties);
    assert.deepEqual(
      Object.fromEntries(declared.map(([key, setting]) => [key.replace(/^smart\./, ''), setting.default])),
      settingDefaults,
    );
    assert.deepEqual(checkSettings(settingDefaults), settingDefaults);
  });

  it('refuses settings out of range with a sentence that names them', () => {
    const wrong: readonly [string, unknown][] = [
      ['accuracyThreshold', 0],
      ['accuracyThreshold', 1.2],
      ['confidence', 1],
      ['budgetUsd', -1],
      ['concurrency', 0],
      ['strategy', 'magic'],
      ['outputColumn', ''],
    ];
    for (const [name, value] of wrong)
      assert.throws(() => checkSettings({ ...settingDefaults, [name]: value }), new RegExp(`smart\\.${name}`));
  });

  it('keeps from workspaces whatever decides where keys and rows go', () => {
    const { restrictedConfigurations, supported } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    for (const name of machineScopedSettings) {
      assert.equal(contributes.configuration.properties[`smart.${name}`]!.scope, 'machine', name);
      assert.ok(restrictedConfigurations.includes(`smart.${name}`), name);
    }
  });

  it('declares views, panel and tools under the names of the code', () => {
    const views = Object.values(contributes.views).flat();
    assert.deepEqual(
      views.map(({ id }) => id),
      [runsViewId],
    );
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panelViewType}`));
    assert.deepEqual(contributes.languageModelTools.map(({ name }) => name).sort(), Object.values(toolNames).sort());
    const wanted = Object.keys(datasetRequestShape.shape).sort();
    for (const { inputSchema } of contributes.languageModelTools)
      assert.deepEqual(Object.keys(inputSchema.properties).sort(), wanted);
  });

  it('names only files that exist', () => {
    const icons = Object.values(contributes.views)
      .flat()
      .map(({ icon }) => icon);
    const media = contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media.svg));
    const schemas = contributes.jsonValidation.map(({ url }) => url);
    for (const file of [manifest.icon, ...icons, ...media, ...schemas]) assert.ok(existsSync(join(root, file)), file);
  });

  it('has a short walkthrough whose steps complete by what they ask for', () => {
    for (const { steps } of contributes.walkthroughs) {
      assert.ok(steps.length <= 5);
      for (const { completionEvents } of steps) {
        assert.ok(completionEvents.length > 0);
        for (const event of completionEvents) {
          const [, kind, what] = /^(\w+):(.+)$/.exec(event)!;
          assert.notEqual(kind, 'onCommand', 'a command that was refused or given up completes nothing');
          if (kind === 'onContext') assert.ok(Object.values<string>(contextKeys).includes(what!), event);
        }
      }
    }
  });

  it('draws its walkthrough in colours of the theme, in attributes: VS Code blocks style sheets in pictures', () => {
    for (const { steps } of contributes.walkthroughs)
      for (const { media } of steps) {
        const svg = readText(media.svg);
        assert.doesNotMatch(svg, /<style|\bstyle=|\bclass=/, media.svg);
        const colours = [...svg.matchAll(/\b(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour!);
        assert.ok(colours.length > 5, media.svg);
        for (const colour of colours) assert.match(colour, /^(none|var\(--vscode-[\w-]+\))$/, media.svg);
        for (const [shape] of svg.matchAll(/<(?:rect|circle|path|text)\b[^>]*>/g))
          assert.match(shape, /\bfill=/, `${media.svg}: what has no fill is black`);
      }
  });

  it('translates every text of the manifest', () => {
    const placeholders = new Set([...readText('package.json').matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]!));
    for (const file of tablesOf('.', /^package\.nls\.(.+\.)?json$/)) {
      const texts = readJson<Record<string, string>>(file);
      assert.deepEqual(Object.keys(texts).sort(), [...placeholders].sort(), file);
    }
  });

  it('translates every text of the code, with the same blanks', () => {
    const texts = new Set<string>();
    for (const file of readdirSync(join(root, 'src/host'), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      for (const [, text] of readText(join('src/host', file)).matchAll(/l10n\.t\(\s*'((?:[^'\\]|\\.)*)'/g))
        texts.add(text!.replaceAll("\\'", "'"));
    }
    assert.ok(texts.size > 50, 'the texts were not found');
    const blanks = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([blank]) => blank).sort();
    for (const file of tablesOf('l10n', /^bundle\.l10n\.(.+\.)?json$/)) {
      const table = readJson<Record<string, string>>(file);
      assert.deepEqual(Object.keys(table).sort(), [...texts].sort(), file);
      for (const [text, translated] of Object.entries(table)) assert.deepEqual(blanks(translated), blanks(text), text);
    }
  });
});
