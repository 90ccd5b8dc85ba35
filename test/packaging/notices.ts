// THIRD-PARTY-NOTICES.txt of the packaged extension: every package that it holds code or data of, with the texts of its licence.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { standardText } from './standardLicences';

/** Packages whose data is shipped in a form of its own (media/embedded/NOTICE.md) or as it is. */
export const dataPackages = ['node_modules/sentiment', 'node_modules/vader-sentiment'];

type PackageManifest = {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
};

const isLicence = (name: string) => /^(licen[cs]e|notice|copying|copyright)/i.test(name);

/**
 * @param root folder that `folders` are relative to
 * @param folders of packages, in any order; a package in one version is said once
 * @throws where a package names no licence, or one whose text neither it nor `standardLicences` has
 */
export function thirdPartyNotices(root: string, folders: readonly string[]): string {
  const entries = [...new Set(folders.map((folder) => entryOf(join(root, folder))))].sort();
  const head = [
    'SMART contains code and data of the packages below, each under its own licence.',
    'Made anew from the packages at each packaging.',
  ].join('\n');
  return [head, ...entries].join(`\n\n${'='.repeat(80)}\n\n`) + '\n';
}

function entryOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageManifest;
  const { name, version, license } = manifest;
  if (license === undefined) throw new Error(`${folder}/package.json names no licence`);
  const texts = readdirSync(folder)
    .filter(isLicence)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  if (!readdirSync(folder).some((file) => /^(licen[cs]e|copying)/i.test(file)))
    texts.unshift(standardText(license, authorOf(manifest)));
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

function authorOf({ name, author }: PackageManifest): string {
  const named = typeof author === 'string' ? author : author?.name;
  return named ?? `the authors of ${name}`;
}
