// Writes a file where the user said that it goes, whatever the place is: a disk that this extension host sees, or one that only VS Code reaches (a virtual
// workspace, another machine's disk).
import * as vscode from 'vscode';
import { saveNamedFile } from '../files/writeFile';

export async function saveAs(place: vscode.Uri, content: Uint8Array): Promise<void> {
  if (place.scheme === 'file') saveNamedFile(place.fsPath, content);
  else await vscode.workspace.fs.writeFile(place, content);
}
