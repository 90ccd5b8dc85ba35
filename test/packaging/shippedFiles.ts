// What a packaged extension holds: which files may be in it and which must, that something uses each, and how large it may grow.

/** Bytes of the whole .vsix. 3.81 MB were measured (0.44 of them the moving picture of the README, 0.28 BullMQ and its Redis client); whatever adds a twentieth to it is worth a look. */
export const vsixBudget = 3_950_000;

const needed = [
  'dist/extension.js',
  'dist/onDemand.js',
  'dist/webview.js',
  'dist/webview.css',
  'media/embedded/heads.json',
  'THIRD-PARTY-NOTICES.txt',
];
const allowed =
  /^(dist\/(extension|onDemand|webview)\.(js|css)|dist\/node_modules\/sentiment\/.*|media\/.*|l10n\/.*|package(\.nls.*)?\.json|(readme|changelog)\.md|license(\.txt)?|third-party-notices\.txt)$/i;

/** Media that nothing opens by name, and why it is there. */
const kept = ['media/embedded/NOTICE.md'];

/**
 * @param listed paths in the package, relative, with slashes
 * @param users texts of the manifest and the code, which name each file of `media` that they show or read
 * @returns a sentence for each fault
 */
export function faultsOfFiles(listed: readonly string[], users: readonly string[]): string[] {
  const unexpected = listed.filter((path) => !allowed.test(path));
  const missing = needed.filter((path) => !listed.includes(path));
  const unused = listed.filter(
    (path) =>
      path.startsWith('media/') &&
      !kept.includes(path) &&
      !users.some((text) => text.includes(path.slice(path.lastIndexOf('/') + 1))),
  );
  return [
    ...unexpected.map((path) => `would package ${path}, which does not belong`),
    ...missing.map((path) => `would leave out ${path}`),
    ...unused.map((path) => `would package ${path}, which nothing uses`),
  ];
}
