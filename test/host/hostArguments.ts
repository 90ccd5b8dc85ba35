// Reads the command line that @vscode/test-electron gives to the `code` executable. Switches that mean Electron only are passed over.

export type HostArguments = {
  readonly extensionFolders: readonly string[];
  readonly testsFile: string;
  readonly userDataFolder?: string;
  /** Folder or .code-workspace; undefined: an empty window. */
  readonly workspace?: string;
  readonly isTrustDisabled: boolean;
  /** File that the tests write their counts to (environment SMART_TEST_RESULT). */
  readonly resultFile?: string;
};

const switchesWithValue = new Set([
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'user-data-dir',
  'extensions-dir',
]);

/** @throws {Error} when the extension or the tests are not named. */
export function parseHostArguments(args: readonly string[], env: NodeJS.ProcessEnv = process.env): HostArguments {
  const extensionFolders: string[] = [];
  const values = new Map<string, string>();
  const others: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(args[at]!);
    if (match === null) {
      others.push(args[at]!);
      continue;
    }
    const name = match[1]!;
    const value = match[2] ?? (switchesWithValue.has(name) ? args[++at] : undefined) ?? '';
    if (name === 'extensionDevelopmentPath') extensionFolders.push(value);
    else values.set(name, value);
  }
  const testsFile = values.get('extensionTestsPath');
  if (testsFile === undefined || extensionFolders.length === 0)
    throw new Error('needs --extensionDevelopmentPath and --extensionTestsPath');
  const userDataFolder = values.get('user-data-dir');
  return {
    extensionFolders,
    testsFile,
    ...(userDataFolder === undefined ? {} : { userDataFolder }),
    ...(others[0] === undefined ? {} : { workspace: others[0] }),
    isTrustDisabled: values.has('disable-workspace-trust'),
    ...(env.SMART_TEST_RESULT === undefined ? {} : { resultFile: env.SMART_TEST_RESULT }),
  };
}
