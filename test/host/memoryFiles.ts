// Files that only VS Code reaches, as a virtual workspace has them: kept in memory, under a scheme of their own.
import * as vscode from 'vscode';

export type MemoryFiles = {
  readonly provider: vscode.FileSystemProvider;
  /** Of the file at the path; undefined: there is none. */
  readonly text: (path: string) => string | undefined;
};

export function makeMemoryFiles(): MemoryFiles {
  const contents = new Map<string, Uint8Array>();
  const contentOf = (uri: vscode.Uri) => {
    const found = contents.get(uri.path);
    if (found === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return found;
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) =>
      uri.path.includes('.')
        ? { type: vscode.FileType.File, ctime: 0, mtime: 0, size: contentOf(uri).length }
        : { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 },
    readDirectory: () => [...contents.keys()].map((path) => [path.slice(1), vscode.FileType.File]),
    createDirectory: () => undefined,
    readFile: contentOf,
    writeFile: (uri, content) => {
      contents.set(uri.path, content);
    },
    delete: (uri) => {
      contents.delete(uri.path);
    },
    rename: (from, to) => {
      contents.set(to.path, contentOf(from));
      contents.delete(from.path);
    },
  };
  return {
    provider,
    text: (path) => {
      const content = contents.get(path);
      return content && new TextDecoder().decode(content);
    },
  };
}
