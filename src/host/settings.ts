// The person's settings under `smart.`, checked. package.json declares the same names and defaults (test/manifest.test.ts compares). A value
// out of range is not silently replaced: reading throws a sentence that names the setting and what it takes.
import * as vscode from 'vscode';
import { checkSettings, settingDefaults, type Settings } from './settingRules';

/** @throws {InputError} naming the setting and the mend. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('smart');
  const found = Object.fromEntries(
    Object.entries(settingDefaults).map(([name, fallback]) => [name, configuration.get(name) ?? fallback]),
  );
  // `null` is a value of its own here: no cap.
  if (configuration.get('budgetUsd') === null) found.budgetUsd = null;
  return checkSettings(found);
}

/** Opens the settings editor at a setting. */
export async function showSetting(name: keyof Settings): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:smart.${name}`);
}
