// The extension's way in: registers names and cheap objects only. Whatever a command needs (engine, SDKs, formats) is loaded on its first use.
import type * as vscode from 'vscode';
import { startHost, type SmartApi } from './host/startHost';

export function activate(context: vscode.ExtensionContext): SmartApi {
  return startHost(context);
}
