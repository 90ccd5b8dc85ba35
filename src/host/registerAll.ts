// Registers every command, view, tool and the panel's restoration by name, each a thin call into the bundle that is loaded on first use.
// Only this file, ids.ts and extension.ts are read when VS Code activates the extension.
import * as vscode from 'vscode';
import type { SmartApi } from './api';
import type { Host } from './host';
import type * as onDemandBundle from './onDemand';
import { commandIds, panelViewType, runsViewId, toolNames, type CommandName } from './ids';

export type OnDemand = typeof onDemandBundle;

export type Registered = {
  readonly api: SmartApi;
  /** Pauses what runs. @returns when it has stopped, within the time that VS Code gives. */
  readonly stop: () => Promise<void>;
};

export function registerAll(context: vscode.ExtensionContext, load: () => OnDemand): Registered {
  let loaded: { readonly onDemand: OnDemand; readonly host: Host } | undefined;
  const use = () => {
    if (loaded === undefined) {
      const onDemand = load();
      loaded = { onDemand, host: onDemand.createHost(context) };
    }
    return loaded;
  };
  const commands = (Object.entries(commandIds) as [CommandName, string][]).map(([name, id]) =>
    vscode.commands.registerCommand(id, (...args: readonly unknown[]) => {
      const { onDemand, host } = use();
      return onDemand.runCommand(host, name, args);
    }),
  );
  const changed = new vscode.EventEmitter<void>();
  const tree: vscode.TreeDataProvider<unknown> = {
    onDidChangeTreeData: changed.event,
    getChildren: (entry) => (entry === undefined ? runs().list() : []),
    getTreeItem: (entry) => runs().item(entry),
  };
  const view = vscode.window.createTreeView(runsViewId, { treeDataProvider: tree });
  let shown: ReturnType<OnDemand['showRunsIn']> | undefined;
  const runs = () => {
    const { onDemand, host } = use();
    shown ??= onDemand.showRunsIn(host, view, () => {
      changed.fire();
    });
    return shown;
  };
  context.subscriptions.push(
    ...commands,
    changed,
    view,
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: (panel) => {
        const { onDemand, host } = use();
        return onDemand.restorePanel(host, panel);
      },
    }),
    ...registerTools(use),
  );
  return {
    api: makeLazyApi(context, use),
    // Where nothing was used, nothing runs.
    stop: async () => loaded?.onDemand.stopAll(loaded.host.runs.live()),
  };
}

function registerTools(use: () => { onDemand: OnDemand; host: Host }): vscode.Disposable[] {
  const result = async (text: Promise<string>) =>
    new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await text)]);
  return [
    vscode.lm.registerTool(toolNames.estimateCost, {
      prepareInvocation: ({ input }) => use().onDemand.prepareEstimate(input),
      invoke: ({ input }) => result(use().onDemand.estimateText(use().host, input)),
    }),
    vscode.lm.registerTool(toolNames.processDataset, {
      prepareInvocation: ({ input }) => use().onDemand.prepareProcess(use().host, input),
      invoke: ({ input }, token) => result(use().onDemand.processText(use().host, input, token)),
    }),
  ];
}

function makeLazyApi(context: vscode.ExtensionContext, use: () => { onDemand: OnDemand; host: Host }): SmartApi {
  const api = () => use().onDemand.makeApi(use().host);
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  return {
    version: 1,
    estimateCost: (request) => api().estimateCost(request),
    processDataset: (request, signal) => api().processDataset(request, signal),
    ...(isTest && {
      answerConfirmation: (answer) => {
        use().host.confirm = (summary) => Promise.resolve(answer(summary));
      },
    }),
  };
}
