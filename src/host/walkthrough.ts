// The steps of the walkthrough: ticked by VS Code, which remembers them, once what they ask for has come about and not when it is begun.
import * as vscode from 'vscode';
import { contextKeys } from './ids';

export function tickStep(step: 'didSample' | 'didKey' | 'didDataset'): void {
  void vscode.commands.executeCommand('setContext', contextKeys[step], true);
}
