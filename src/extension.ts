// The extension's way in: registers names, and nothing else. Whatever is done (engine, formats, SDKs, panel) lies in a bundle of its own that is
// loaded on the first use of any of them.
import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { SmartApi } from './host/api';
import { registerAll, type OnDemand, type Registered } from './host/registerAll';

let registered: Registered | undefined;

export function activate(context: vscode.ExtensionContext): SmartApi {
  const requireHere = createRequire(__filename);
  registered = registerAll(context, () => requireHere('./onDemand.js') as OnDemand);
  return registered.api;
}

/** VS Code waits for it, about five seconds: runs pause, and what they have paid for is kept. */
export function deactivate(): Promise<void> | undefined {
  return registered?.stop();
}
