// Which of VS Code's places are on a disk that this extension host sees. Others (a repository on the web, an archive) only VS Code reaches: their paths
// would name something else on this machine, so no path is made of them.
import * as vscode from 'vscode';

/** In a remote window the host runs on the other machine, whose disk it sees. */
export function isOnDisk({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

/** Paths of the folders that are open in this window, as far as they are on disk. */
export function openFolders(
  folders: readonly Pick<vscode.WorkspaceFolder, 'uri'>[] = vscode.workspace.workspaceFolders ?? [],
): string[] {
  return folders.filter(({ uri }) => isOnDisk(uri)).map(({ uri }) => uri.fsPath);
}
