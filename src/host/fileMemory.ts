// What the workspace's memory keeps about a file: a form's draft, the cells that rows came from. One entry a file, however its path is spelt.
import type * as vscode from 'vscode';
import { pathKey } from '../files/sameFile';

export type FileMemory<T> = {
  readonly recall: (memory: vscode.Memento, path: string) => T | undefined;
  readonly keep: (memory: vscode.Memento, path: string, value: T) => void;
};

/** @param kind first word of the entries' keys */
export function fileMemory<T>(kind: string): FileMemory<T> {
  const keyOf = (path: string) => `${kind} ${pathKey(path)}`;
  // Versions before 30 November 2026 kept the path as it was given: what was typed then is found, and moves at the next edit.
  const formerKeyOf = (path: string) => `${kind} ${path}`;
  return {
    recall: (memory, path) => memory.get<T>(keyOf(path)) ?? memory.get<T>(formerKeyOf(path)),
    keep: (memory, path, value) => {
      void memory.update(keyOf(path), value);
      if (formerKeyOf(path) !== keyOf(path)) void memory.update(formerKeyOf(path), undefined);
    },
  };
}
