// Builds everything the project ships and runs, from one list of bundles. Usage: node esbuild.js [--tests] [--watch] [--minify]
// Installs the packages first where node_modules lacks one or has another version than package-lock.json names, so that `npm run demo` and
// `npm test` need nothing but Node and npm, in a fresh clone and after a pull alike.
const { execSync } = require('node:child_process');
const { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const flags = new Set(process.argv.slice(2));
const root = __dirname;

/** Files below `dir` (relative to the root) whose name ends so. */
function filesBelow(dir, ending) {
  const path = join(root, dir);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(dir, file));
}

/** Whether every package of package-lock.json is installed in its version. Optional ones depend on the system. */
function isInstalled() {
  // What npm wrote down when it installed.
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = read(record);
  return Object.entries(read(join(root, 'package-lock.json'))).every(
    ([path, { version, optional, peer }]) => path === '' || optional || peer || installed[path]?.version === version,
  );
}

function ensureInstalled() {
  if (isInstalled()) return;
  console.error('Installing the packages of package-lock.json (once) ...');
  execSync('npm ci --no-audit --no-fund --ignore-scripts --loglevel=error', { cwd: root, stdio: ['ignore', 2, 2] });
}

/** Loaded from node_modules where an s3:// address is read, and by the command line alone: larger than all the rest together. */
const storagePackages = ['@aws-sdk/client-s3'];

/** Packages whose files are read at run time from node_modules: model weights, word lists, wasm. */
const embeddedPackages = ['sentiment', 'vader-sentiment', 'wink-nlp', 'wink-eng-lite-web-model', '@energetic-ai/*'];

/**
 * V8 holds a script's text as long as it runs, in two bytes a character where a single one is beyond Latin-1: patterns, raw templates and comments have such,
 * which esbuild leaves as they are. There `\u2013` means the same; the raw templates are patterns too.
 */
const inAscii = {
  name: 'in-ascii',
  setup(build) {
    const escaped = (text) => {
      if (/(?<!\\)(?:\\\\)*\\[^\0-\x7f]/.test(text))
        throw new Error('a backslash before a character that is to be escaped');
      return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    };
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile, outputFiles, errors }) => {
      if (errors.length > 0) return;
      for (const file of outputFiles ?? [])
        if (file.path.endsWith('.js')) file.contents = Buffer.from(escaped(file.text));
      if (build.initialOptions.write === false) return;
      for (const file of Object.keys(metafile.outputs)) {
        if (!file.endsWith('.js')) continue;
        const path = join(root, file);
        writeFileSync(path, escaped(readFileSync(path, 'utf8')));
      }
    });
  },
};

/** What runs for hours beside other work: without the indentation of half a million lines, which is held in memory as well, and still to be read. */
const lean = { minifyWhitespace: true, lineLimit: 500, plugins: [inAscii] };

const node = {
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  bundle: true,
  sourcemap: 'linked',
  logLevel: 'warning',
  // Jobs that `smart export-plan` writes beside a plan.
  loader: { '.py': 'text' },
};
/** What the packaged extension has of the code. */
const shippedBundles = [
  {
    // Two bundles, so that activation reads a few kilobytes and the rest waits for its first use.
    ...node,
    ...lean,
    entryPoints: { extension: 'src/extension.ts', onDemand: 'src/host/onDemand.ts' },
    outdir: 'dist',
    external: ['vscode', ...embeddedPackages],
  },
  {
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    bundle: true,
    sourcemap: 'linked',
    logLevel: 'warning',
    entryPoints: { webview: 'webview-ui/main.ts' },
    outdir: 'dist',
  },
];
const commandLineBundle = {
  ...node,
  ...lean,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  external: [...embeddedPackages, ...storagePackages],
  banner: { js: '#!/usr/bin/env node' },
};
const testBundle = () => ({
  ...node,
  entryPoints: [
    ...filesBelow('test', '.test.ts'),
    ...filesBelow('test', '.run.ts'),
    ...filesBelow('test', '.bench.ts'),
    ...filesBelow('test', '.script.ts'),
  ],
  outdir: 'dist/test',
  outbase: 'test',
  packages: 'external',
  external: ['vscode'],
});

async function main() {
  ensureInstalled();
  const esbuild = require('esbuild');
  const wanted = [...shippedBundles, commandLineBundle].filter((bundle) =>
    Object.values(bundle.entryPoints).every((file) => existsSync(join(root, file))),
  );
  if (flags.has('--tests')) {
    rmSync(join(root, 'dist', 'test'), { recursive: true, force: true });
    wanted.push(testBundle());
  }
  const options = wanted.map((bundle) => ({ ...bundle, absWorkingDir: root, minify: flags.has('--minify') }));
  if (flags.has('--watch')) {
    for (const bundle of options) await (await esbuild.context(bundle)).watch();
    return;
  }
  await Promise.all(options.map((bundle) => esbuild.build(bundle)));
}

// The packaging and its tests build the same bundles.
module.exports = { shippedBundles };

if (require.main === module)
  main().catch((error) => {
    console.error(String(error.message ?? error));
    process.exit(1);
  });
