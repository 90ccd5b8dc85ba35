// The user's settings under `smart.`, checked. package.json declares the same names and defaults (test/manifest.test.ts compares). A value
// out of range is not silently replaced: reading throws a sentence that names the setting and what it takes.
import * as vscode from 'vscode';
import { jobOptions } from '../engine/options/jobOptions';
import type { Option } from '../engine/options/option';
import { checkSettings, settingDefaults, type Settings } from './settingRules';

/** @throws {InputError} naming the setting and the mend. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('smart');
  const found = Object.fromEntries(
    Object.entries(settingDefaults).map(([name, fallback]) => [name, configuration.get(name) ?? fallback]),
  );
  for (const { setting } of Object.values<Option>(jobOptions))
    if (setting?.none === null && configuration.get(setting.name) === null) found[setting.name] = null;
  return checkSettings(found);
}
