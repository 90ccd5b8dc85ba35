// The Chromium of all tests, benchmarks and pictures: found on the machine, installed from the distribution where there is none, and
// launched. Nothing else launches a browser, so whichever test comes first on a fresh machine brings it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { installAptPackage } from './aptPackage';
import { Unavailable } from './unavailable';

/** Longest that a first launch may take, installation included. */
export const firstLaunchMs = 16 * 60_000;

const remedy = 'Install Chromium or Chrome, or set CHROMIUM to the path of one.';

const programs = (...places: readonly string[]) =>
  [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => places.map((place) => join(folder, place)));

const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: programs(
    'Chromium/Application/chrome.exe',
    'Google/Chrome/Application/chrome.exe',
    'Microsoft/Edge/Application/msedge.exe',
  ),
};

/**
 * Path of a Chromium, or of Chrome or Edge; installs Chromium where there is none. The variable CHROMIUM names another.
 * @throws {Unavailable} where there is none and none can be installed.
 */
export function ensureChromium(): string {
  const named = process.env.CHROMIUM ?? '';
  if (named !== '') {
    if (existsSync(named)) return named;
    throw new Unavailable(`CHROMIUM names ${named}, which does not exist.`);
  }
  const find = () => places[process.platform]?.find((path) => existsSync(path));
  const found = find();
  if (found !== undefined) return found;
  installAptPackage('chromium', remedy);
  const installed = find();
  if (installed === undefined) throw new Unavailable(`The package chromium brought no browser. ${remedy}`);
  return installed;
}

/** @throws {Unavailable} as ensureChromium. */
export async function launchChromium({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    // Without its sandbox, which root cannot use; everything it opens is ours.
    args: ['--no-sandbox', '--disable-gpu', ...args],
    ...options,
  });
}
