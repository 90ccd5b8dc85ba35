// A judge in VS Code, clicked through: the form shows of every rule what it makes of two sample answers, takes judge, policy and question; the finished run shows what
// was judged different, side by side; a verdict is overruled, and an audit is made by key, left, gone on with, and told in the report.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { auditConfidence } from '../../src/engine/audit/audit';
import { auditSizes } from '../../src/engine/audit/auditView';
import { judgedRequest, summaryAnswerer, summaryPrice, summaryUsd } from '../support/judging';
import type { LlmServer } from '../support/llmServer';
import { beginOnPage, openForm, start } from './formActions';
import type { PageActions } from './pageActions';
import { setSetting, until, useLocalServer, workspaceFile } from './testApi';

const file = 'depot.csv';
const rows = 600;
/** Rows that bound 5, 2 and 1 % of so many where nothing is found. */
const offered = new Intl.ListFormat('en', { type: 'disjunction' }).format(
  auditSizes(rows, auditConfidence).map((size) => String(size.rows)),
);
/** With this draw the judge meets an answer that is wrong, and calls it different. */
const seed = 4;
const policy = 'Extra detail makes no difference.';
const rule = '.task-details vscode-dropdown[aria-label="Two answers are the same"]';
const sample = '.task-details .equality-sample';

/** What the form says of its two samples, by rule: none is said without the engine's own rule. */
const ofTexts = {
  'letter by letter': 'the same',
  'with the same words, in any order': 'the same',
  'when they share enough words': 'different',
  'when a judge says so': 'the judge decides',
} as const;
const ofFields = {
  exact: 'different',
  number: 'different',
  date: 'the same',
  'set, in any order': 'the same',
  'words, in any order': 'the same',
  'not compared': 'the same',
  'as a judge says': 'the judge decides',
} as const;

describe('a judge', () => {
  let page: PageActions;
  let server: LlmServer;

  before(async function () {
    page = await beginOnPage(this);
    server = await useLocalServer({
      answerer: summaryAnswerer(),
      priceOf: (model) => ({ type: 'token', ...summaryPrice(model) }),
    });
    const models = Object.keys(summaryUsd);
    await setSetting(
      'models',
      models.map((model) => ({ provider: 'local', model, price: summaryPrice(model) })),
    );
    await setSetting('seed', seed);
    const lines = Array.from({ length: rows }, (_, row) => `Report ${String(row)} of the depot.`);
    await vscode.workspace.fs.writeFile(workspaceFile(file), Buffer.from(`text\n${lines.join('\n')}\n`));
    await openForm(page, file, 'Summarise: {{text}}');
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(workspaceFile(file));
    await setSetting('seed', undefined);
    await server.close();
  });

  const choose = async (dropdown: string, option: string) => {
    await page.panelClick(dropdown);
    await page.panelClick(`${dropdown} vscode-option:text-is("${option}")`);
  };
  /** Of each rule the samples, and what the form says of them. */
  const samplesOf = async (dropdown: string, said: Readonly<Record<string, string>>) => {
    for (const [name, verdict] of Object.entries(said)) {
      await choose(dropdown, name);
      await page.panelWaitFor(`${sample} .verdict`, verdict);
      assert.equal(await page.panelCount(`${sample} code`), 2, name);
    }
  };

  it('is one of several rules, of each of which the form shows two answers and what it makes of them', async () => {
    await page.panelClick('vscode-radio:text-is("JSON")');
    await page.panelFill('.task-details vscode-text-field input', 'due');
    await page.press('Enter');
    await samplesOf('.field-rule vscode-dropdown', ofFields);
    await page.panelClick('vscode-radio:text-is("Free text")');
    await samplesOf(rule, ofTexts);
  });

  it('is chosen with its policy and its question, and the form says what an audit can bound', async () => {
    await page.panelWaitFor('.problems', 'Choose the model that judges.');
    await choose('.judge vscode-dropdown', 'judge');
    await page.panelFill('.judge vscode-text-field input', policy);
    await page.panelClick('.judge vscode-checkbox');
    await page.panelWaitFor('.card .living', "judge finds its answer worse than large's");
    await page.panelClick('.judge vscode-checkbox');
    await page.panelWaitFor('.card .living', "judge calls its answer different from large's");
    // Of 600 rows: no more than the exact bound asks for.
    await page.panelWaitFor('.audit-before', `of ${String(rows)} rows, ${offered}`);
    await page.panelScreenshot('judge-form');
  });

  it('shows what it called different side by side, and the user overrules it for their audit', async () => {
    await page.panelClick(start);
    await page.panelWaitFor('.outcome .promise', 'judge calls its answer different', 60_000);
    const asked = server.ledger.entries.filter(({ content }) => content.includes('<row>'));
    assert.ok(asked.length > 20, 'the judge was asked');
    for (const { content } of asked) judgedRequest(content);
    await page.panelClick('.filter[data-filter="judged"]');
    await page.panelClick('.pairs .grid-rows .column-answer');
    await page.panelWaitFor('.drawer .pair-verdict', 'judge: different. As the facts say.');
    assert.ok((await page.panelCount('.drawer .pair-side mark')) > 1, 'what differs is marked');
    await page.panelClick('.drawer vscode-button:text-is("I call them the same")');
    await page.panelWaitFor('.drawer .overruled', 'You: same.');
    await page.panelWaitFor('.audit', 'and 1 the same that it called different');
    assert.equal(server.ledger.entries.filter(({ content }) => content.includes('<row>')).length, asked.length);
    await page.panelScreenshot('judge-overruled');
  });

  it('is audited by key, blind, over a closed panel, and the report says what that bounds', async () => {
    await page.panelClick('.audit vscode-radio:has-text("another number")');
    await page.panelFill('.audit-sizes vscode-text-field input', '14');
    await page.panelWaitFor('.audit .living', 'none of 14 rows different');
    await page.panelClick('.audit vscode-button:text-is("Begin the audit")');
    await page.panelWaitFor('.audit .label-progress', '0 of ');
    // Those of the 14 that the judge called the same although their letters differ.
    const shown = Number(/of (\d+)/.exec(await page.panelText('.audit .label-progress'))![1]);
    const said = (count: number) =>
      page.panelWaitFor('.audit .label-progress', `${String(count)} of ${String(shown)} pairs`);
    assert.ok(shown > 5 && shown <= 14, String(shown));
    assert.doesNotMatch(await page.panelText('.audit-pair'), /small|large|judge/);
    await page.press('d');
    await said(1);
    await page.press('s');
    await said(2);
    await page.press('u');
    await said(1);
    await page.panelScreenshot('judge-audit');

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('workbench.view.extension.smart');
    await page.clickWorkbench('.customview-tree .monaco-list-row', 'Summarise:');
    await page.panelClick('.audit vscode-button:text-is("Go on")');
    for (let count = 1; count < shown; count++) {
      await said(count);
      await page.press('s');
    }
    await page.panelWaitFor('.audit-result', 'calls 1 of them different');
    const result = await page.panelText('.audit-result');
    await page.panelClick('.outcome vscode-button:has-text("Open report")');
    await until('the report', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === `Report: ${file}`);
    const [run] = await vscode.workspace.findFiles('.smart/runs/*/audit.json');
    const report = Buffer.from(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(run!, '..', 'report.json')),
    ).toString('utf8');
    const { audit, afterwards } = JSON.parse(report) as {
      audit: { disagreed: number; audited: number; bound: number };
      afterwards: { overruled: object };
    };
    assert.deepEqual([audit.audited, audit.disagreed], [14, 1]);
    assert.deepEqual(afterwards.overruled, { same: 1, different: 0 });
    assert.ok(result.includes(`${String(audit.bound)} that it overlooks`), result);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });
});
