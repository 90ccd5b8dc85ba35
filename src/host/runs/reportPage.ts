// The report in a tab of the editor: it opens alike on the desktop, in a browser and over SSH, where no browser could open its file.
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { editorStyle } from '../../engine/report/htmlStyle';
import { decodeText } from '../../files/regularFile';

const viewType = 'smart.report';

/** Of this window, by the path of the report. */
const open = new Map<string, vscode.WebviewPanel>();

/** Whether the workbench runs on another machine than this code does. */
export function isWorkbenchElsewhere(env: Pick<typeof vscode.env, 'remoteName' | 'uiKind'> = vscode.env): boolean {
  return env.remoteName !== undefined || env.uiKind === vscode.UIKind.Web;
}

/**
 * Shows the page, in the tab that has it already where there is one.
 * @param html has no scripts and fetches nothing, and says so itself (engine/report/formatHtml.ts)
 * @param name of the dataset that it is about
 */
export function showReportPage(path: string, html: Buffer, name = basename(dirname(path))): void {
  let panel = open.get(path);
  if (panel === undefined) {
    const title = vscode.l10n.t('Report: {0}', name);
    panel = vscode.window.createWebviewPanel(viewType, title, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [],
    });
    open.set(path, panel);
    panel.onDidDispose(() => open.delete(path));
  } else panel.reveal();
  panel.webview.html = decodeText(html).replace('</head>', () => `<style>${editorStyle}</style>\n</head>`);
}
