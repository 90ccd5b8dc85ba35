// The extension's way in: registers names, and nothing else. Whatever is done (engine, formats, SDKs, panel) lies in a bundle of its own that is
// loaded on the first use of any of them.
import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { SmartApi } from './host/api';
import { registerAll, type OnDemand } from './host/registerAll';

export function activate(context: vscode.ExtensionContext): SmartApi {
  const requireHere = createRequire(__filename);
  return registerAll(context, () => requireHere('./onDemand.js') as OnDemand);
}
