// The shape of the code (docs/architecture.md) as a test: every import arrow between rooms, and what the pure engine may not touch.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

const belowApp = [
  'src/engine',
  'src/optionSchema',
  'src/taskSchema',
  'src/files',
  'src/providers',
  'src/datasets',
  'src/store',
];

/** Room of a file -> rooms it may import from, itself included. */
const allowed: Record<string, readonly string[]> = {
  'src/engine': ['src/engine'],
  'src/files': ['src/files', 'src/engine'],
  'src/providers': ['src/providers', 'src/files', 'src/engine', 'src/optionSchema'],
  'src/datasets': ['src/datasets', 'src/files', 'src/engine'],
  'src/optionSchema': ['src/engine'],
  'src/taskSchema': ['src/engine', 'src/optionSchema'],
  'src/store': ['src/store', 'src/files', 'src/engine', 'src/optionSchema', 'src/taskSchema'],
  'src/app': [...belowApp, 'src/app'],
  'src/cli': [...belowApp, 'src/app', 'src/cli'],
  'src/protocol': ['src/protocol', 'src/engine', 'src/optionSchema', 'src/taskSchema'],
  'src/rpc': ['src/rpc', 'src/protocol', 'src/engine'],
  'src/host': [...belowApp, 'src/app', 'src/protocol', 'src/rpc', 'src/host'],
  'src/extension': ['src/extension', 'src/host'],
  'webview-ui': ['webview-ui', 'src/protocol', 'src/rpc', 'src/engine'],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

/** `src/engine/stats/agreementBounds.ts` -> `src/engine`; `src/cli.ts` and `src/cli/run.ts` -> `src/cli`. */
function roomOf(file: string): string {
  const parts = file.replace(/\.ts$/, '').split('/');
  return parts[0] === 'webview-ui' ? 'webview-ui' : parts.slice(0, 2).join('/');
}

function importsOf(file: string): { specifier: string; line: number }[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return lines.flatMap((text, index) => {
    const match = /(?:\bfrom|^import|\bimport\(|\brequire\()\s*'([^']+)'/.exec(text);
    return match ? [{ specifier: match[1]!, line: index + 1 }] : [];
  });
}

/** Relative imports that are there at run time: `import type` and imports of types alone are not. */
function valueImportsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/^import\s+(?!type\b)(?:([^;']*?)\s+from\s+)?'(\.[^']+)'/gm);
  return [...found].flatMap(([, names = '', specifier]) => {
    const inBraces = /^\{([^}]*)\}$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [''];
    const isTypesOnly = inBraces.every((name, at) => name.startsWith('type ') || (name === '' && at > 0));
    return isTypesOnly ? [] : [specifier!];
  });
}

/**
 * What of node:fs may be used outside src/files: it works on open files, or only looks. Everything else opens, makes or follows a path; syncing is there because not
 * every disk can.
 */
const harmless =
  /^(closeSync|fstatSync|ftruncateSync|readSync|statSync|readdir|readdirSync|accessSync|constants|type \w+)$/;

/** Files that the user names, or that come with SMART: read as they are, links followed. */
const openers: Readonly<Record<string, readonly string[]>> = {
  'src/datasets/byteSource.ts': ['open', 'stat'],
  'src/datasets/csvRecords.ts': ['readFileSync'],
  'src/datasets/parityFile.ts': ['readFileSync'],
  'src/datasets/recorded.ts': ['existsSync'],
  'src/datasets/results/outputPath.ts': ['access', 'lstat', 'realpath', 'stat'],
  'src/cli/run.ts': ['stat'],
  'src/providers/embedded/sentimentModels.ts': ['readFile'],
  'src/store/machine.ts': ['readFileSync', 'readlinkSync'],
};

const files = [...sourceFiles('src'), ...sourceFiles('webview-ui')];

/** So many files may wait for their reason: whoever is the next to come by writes it, or cuts them. */
const mostUnexplained = 5;

/** Longer files say at their head why they are ("Long because ..."). */
const mostLines = 300;

/** A file below so many lines whose only user stands in the same folder belongs into that one, but for a reason. */
const fewLines = 40;
const small: Readonly<Record<string, readonly string[]>> = {
  'it computes something by itself, with its own source or rule, which the user need not be read for': [
    'src/app/studentAnswers.ts',
    'src/engine/certified/caseControl.ts',
    'src/engine/drive/packs.ts',
    'src/engine/promise/leastAsked.ts',
    'src/engine/stats/gaussLegendre.ts',
    'src/engine/task/nextExample.ts',
    'src/files/fileName.ts',
    'src/datasets/xlsx/tableTotals.ts',
    'src/host/notebook/insertResult.ts',
    'src/host/setup/promiseProblems.ts',
    'src/providers/cutInput.ts',
    'src/providers/embedded/heads.ts',
    'webview-ui/run/modelStatus.ts',
    'webview-ui/setup/labelSuggestion.ts',
    'webview-ui/setup/parseOption.ts',
  ],
  'it holds state of its own, and its user would be too long with it': [
    'src/engine/drive/labelForecast.ts',
    'src/engine/drive/recentRate.ts',
    'src/engine/drive/withoutMoney.ts',
    'src/host/runs/eventBatcher.ts',
    'src/host/runs/rowIndex.ts',
    'src/providers/queue/slots.ts',
    'webview-ui/announcer.ts',
  ],
  'it is one of several of a kind, each in a file': [
    'src/engine/promise/lossClauses.ts',
    'src/engine/strategies/reference.ts',
    'src/host/commands/clearCache.ts',
    'src/host/commands/compareRuns.ts',
    'src/host/commands/deleteRun.ts',
    'webview-ui/strings/zhCnLabelling.ts',
    'webview-ui/strings/zhCnRows.ts',
  ],
  'it guards against what strangers wrote, and is read by itself for that': [
    'src/datasets/arrow/vectorGuard.ts',
    'src/datasets/files/partitions.ts',
    'src/host/panel/panelHtml.ts',
  ],
  'it is apart so that a bundle, or a test without VS Code or a page, can have it without the rest': [
    'src/app/cluster/jobFiles.ts',
    'src/host/createHost.ts',
    'src/host/onDemand.ts',
    'src/host/setup/askReading.ts',
    'webview-ui/grid/gridKeys.ts',
    'webview-ui/host.ts',
    'webview-ui/textTemplate.ts',
  ],
};

describe('architecture', () => {
  it('knows every room', () => {
    for (const file of files) assert.ok(allowed[roomOf(file)], `${file} stands in no room of docs/architecture.md`);
  });

  it('has only the import arrows that docs/architecture.md draws', () => {
    for (const file of files) {
      for (const { specifier, line } of importsOf(file)) {
        if (!specifier.startsWith('.')) continue;
        const target = relative(root, resolve(root, dirname(file), specifier));
        const room = roomOf(target);
        if (room === 'package.json' || target.endsWith('.json')) continue;
        assert.ok(
          allowed[roomOf(file)]!.includes(room),
          `${file}:${String(line)} imports ${target}: ${roomOf(file)} may not import ${room}`,
        );
      }
    }
  });

  it('has no circle of values between folders side by side', () => {
    const graph = new Map<string, Map<string, string>>();
    for (const file of files) {
      for (const specifier of valueImportsOf(file)) {
        const target = relative(root, resolve(root, dirname(file), specifier));
        const [from, to] = [dirname(file), dirname(target)];
        // A folder and its subfolders are one thing in two parts.
        if (`${from}/`.startsWith(`${to}/`) || `${to}/`.startsWith(`${from}/`)) continue;
        const edges = graph.get(from) ?? new Map<string, string>();
        graph.set(from, edges.set(to, `${file} -> ${target}`));
      }
    }
    const reached = (from: string, seen = new Set<string>()): Set<string> => {
      for (const to of graph.get(from)?.keys() ?? [])
        if (!seen.has(to)) {
          seen.add(to);
          reached(to, seen);
        }
      return seen;
    };
    const circles = [...graph].flatMap(([from, edges]) =>
      [...edges].filter(([to]) => reached(to).has(from)).map(([, example]) => example),
    );
    assert.deepEqual(circles, []);
  });

  it(`has files of at most ${String(mostLines)} lines, or with a reason at their head`, () => {
    const long = files.filter((file) => {
      const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n');
      const head = lines
        .slice(
          0,
          lines.findIndex((line) => !line.startsWith('//')),
        )
        .join(' ');
      return lines.length > mostLines && !/\bLong because \w/.test(head);
    });
    assert.ok(long.length <= mostUnexplained, `without a reason at their head: ${long.join(', ')}`);
  });

  it(`has no file below ${String(fewLines)} lines beside its only user without a reason`, () => {
    const usersOf = new Map<string, Set<string>>();
    for (const file of files)
      for (const { specifier } of importsOf(file)) {
        if (!specifier.startsWith('.')) continue;
        const target = `${relative(root, resolve(root, dirname(file), specifier))}.ts`;
        usersOf.set(target, (usersOf.get(target) ?? new Set()).add(file));
      }
    const found = files.filter((file) => {
      const [user, ...others] = usersOf.get(file) ?? [];
      if (user === undefined || others.length > 0 || dirname(user) !== dirname(file)) return false;
      return readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length < fewLines;
    });
    const explained = Object.values(small).flat().sort();
    const settled =
      'merge it into its user or give it a line in this test; take out the line of a file that is such a one no longer';
    assert.deepEqual(found.sort(), explained, settled);
  });

  it('imports vscode in src/host and src/extension.ts only', () => {
    for (const file of files) {
      const room = roomOf(file);
      if (room === 'src/host' || room === 'src/extension') continue;
      for (const { specifier, line } of importsOf(file))
        assert.notEqual(specifier, 'vscode', `${file}:${String(line)}`);
    }
  });

  it('keeps the engine pure: no node modules, network, clock or unseeded randomness', () => {
    const impure =
      /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bfetch\(|\bsetTimeout\b|\bprocess\./;
    for (const file of files.filter((name) => roomOf(name) === 'src/engine')) {
      for (const { specifier, line } of importsOf(file)) {
        assert.ok(!specifier.startsWith('node:'), `${file}:${String(line)} imports ${specifier}`);
      }
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .forEach((text, index) => {
          const code = text.replace(/\/\/.*|^\s*\*.*|\/\*.*?\*\//g, '');
          assert.ok(!impure.test(code), `${file}:${String(index + 1)}: ${text.trim()}`);
        });
    }
  });

  it('opens, makes and removes files through src/files only', () => {
    const mostlyOpeners = new Map(Object.entries(openers));
    for (const file of files.filter((name) => roomOf(name) !== 'src/files')) {
      const text = readFileSync(join(root, file), 'utf8');
      assert.doesNotMatch(
        text,
        /require\('(node:)?fs|import\('(node:)?fs|'fs(\/promises)?'|\* as \w+ from 'node:fs/,
        file,
      );
      for (const [, names] of text.matchAll(/import (?:type )?\{([^}]*)\} from 'node:fs(?:\/promises)?'/g))
        for (const name of names!.split(',').map((part) => part.trim()))
          assert.ok(
            name === '' || harmless.test(name) || mostlyOpeners.get(file)?.includes(name),
            `${file} uses ${name} of node:fs; src/files has what opens and writes files safely`,
          );
      assert.doesNotMatch(text, /import \w+ from 'node:fs/, file);
    }
  });

  it('limits how much is read of what others wrote in engine/limits.ts alone', () => {
    // Buffers and shares of work may be as large as they like.
    const buffers = ['src/datasets/parquet/parquetFile.ts: const sliceBytes = 32 << 20;'];
    const rooms = ['src/providers', 'src/datasets', 'src/store', 'src/files', 'src/app', 'src/cli', 'src/host'];
    const isLimit =
      /\b(?:[4-9]|\d\d+) << (?:2\d|30)\b|1 << (?:2[2-9]|30)\b|const (?:most|longest)\w*(?:Bytes|Columns|Cells|Depth)\b/;
    for (const file of files.filter((name) => rooms.includes(roomOf(name))))
      for (const line of readFileSync(join(root, file), 'utf8').split('\n'))
        assert.ok(!isLimit.test(line) || buffers.includes(`${file}: ${line}`), `${file}: ${line.trim()}`);
  });

  it('raises to powers with the same bits under every Node: by engine/stats/power.ts, but for squares and whole powers of 2 and 10', () => {
    for (const file of files.filter((name) => roomOf(name) === 'src/engine'))
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .forEach((text, index) => {
          const code = text.replace(/\/\/.*|^\s*\*.*|\/\*.*?\*\/|`[^`]*`/g, '');
          const isBound = /Math\.pow|(?<!\b(?:2|10)) \*\* (?!2\b)/.test(code);
          assert.ok(!isBound, `${file}:${String(index + 1)}: ${text.trim()}`);
        });
  });

  it('shows notifications and writes to the terminal through one file each, which make text of strangers harmless', () => {
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      if (file !== 'src/host/notify.ts')
        assert.doesNotMatch(
          text,
          /\.show(?:Information|Warning|Error)Message\b|\.showInputBox\b|\.withProgress\b|\b(?:isTrusted|supportHtml) = |<boolean>isTrusted/,
          `${file}: src/host/notify.ts shows messages, progress and input boxes; no Markdown is trusted`,
        );
      if (file.startsWith('src/') && file !== 'src/cli.ts' && file !== 'src/cli/terminal.ts')
        assert.doesNotMatch(
          text,
          /\bconsole\.\w+\(|process\.(?:stdout|stderr)/,
          `${file}: src/cli/terminal.ts guards the streams`,
        );
    }
  });

  it('knows one installation in the extension, the one that keeps its key in SecretStorage', () => {
    for (const file of files.filter((name) => roomOf(name) === 'src/host')) {
      if (file === 'src/host/keys/hostInstallation.ts') continue;
      const text = readFileSync(join(root, file), 'utf8');
      // Left to themselves these take the key of the configuration folder, which may be another one.
      assert.doesNotMatch(
        text,
        /\b(?:userInstallation|useInstallationKeys|installationKey)\b|\blistRuns\([^,()]*\)/,
        file,
      );
      if (/\brunJob\(/.test(text)) assert.match(text, /installation: await host\.installation\(\)/, file);
    }
  });

  it('lets one file of the panel import the toolkit, so that a swap is one edit', () => {
    const importers = files.filter((file) =>
      importsOf(file).some(({ specifier }) => specifier.startsWith('@vscode/webview-ui-toolkit')),
    );
    assert.ok(importers.length <= 1, importers.join(', '));
  });
});
