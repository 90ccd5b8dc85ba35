// Builds the extension's lasting objects from VS Code's context and ties them together by plain arguments.
import type * as vscode from 'vscode';
import { createLog } from './log';

export type SmartApi = { readonly version: 1 };

export function startHost(context: vscode.ExtensionContext): SmartApi {
  const log = createLog(context);
  log.info('SMART is active.');
  return { version: 1 };
}
