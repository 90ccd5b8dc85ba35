// The report in an editor, where no browser can open it: in a remote window or in VS Code for the web its file lies on another machine than the browser.
import * as vscode from 'vscode';
import { decodeText } from '../../files/regularFile';

const viewType = 'smart.report';

/** Whether a browser opened from here would look for the file on another machine. */
export function isReportElsewhere(env: Pick<typeof vscode.env, 'remoteName' | 'uiKind'> = vscode.env): boolean {
  return env.remoteName !== undefined || env.uiKind === vscode.UIKind.Web;
}

/** The page has no scripts and fetches nothing, and says so itself (engine/report/formatHtml.ts). */
export function showReportPage(name: string, html: Buffer): void {
  const panel = vscode.window.createWebviewPanel(
    viewType,
    vscode.l10n.t('Report: {0}', name),
    vscode.ViewColumn.Active,
    {
      enableScripts: false,
      enableFindWidget: true,
      localResourceRoots: [],
    },
  );
  panel.webview.html = decodeText(html);
}
