// The way of one row in docs/architecture.md against the code: each step's file has the function, is called as the table says, and stands there once.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../../..');

/** Files that a row passes at most: who follows it should be able to hold them in mind. */
const mostFiles = 25;

type Step = {
  readonly file: string;
  readonly name: string;
  /** The step that calls this one, from 1, and how its code names the call. */
  readonly by: { readonly step: number; readonly call: string } | undefined;
  readonly over: readonly string[];
};

function stepsOf(page: string): Step[] {
  const section = page.split(/^## /m).find((part) => part.startsWith('The way of one row'))!;
  const rows = section.split('\n').filter((line) => /^\| \d/.test(line));
  return rows.map((line, at) => {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    assert.equal(cells.length, 6, line);
    assert.equal(Number(cells[0]), at + 1, line);
    const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
    const by = /^(\d+) `([\w.]+)`$/.exec(cells[4]!);
    return {
      file: code(cells[1]!)[0]!,
      name: code(cells[2]!)[0]!,
      by: by ? { step: Number(by[1]), call: by[2]! } : undefined,
      over: code(cells[5]!),
    };
  });
}

type Module = {
  /** Names of functions and constants that others may import. */
  readonly exported: ReadonlySet<string>;
  /** Names of functions, methods and properties that are defined here, however deep. */
  readonly defined: ReadonlySet<string>;
  /** What is called here, as it is written: `deliver`, `journal.append`. */
  readonly calls: ReadonlySet<string>;
  /** Imported name -> file of ours. */
  readonly imports: ReadonlyMap<string, string>;
};

function read(file: string): Module {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const [exported, defined, calls] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const imports = new Map<string, string>();
  const isExported = (node: ts.Node) =>
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const { text } = node.moduleSpecifier;
      const path = relative(root, join(root, dirname(file), `${text}.ts`));
      if (
        text.startsWith('.') &&
        node.importClause?.namedBindings &&
        ts.isNamedImports(node.importClause.namedBindings)
      )
        for (const { name } of node.importClause.namedBindings.elements) imports.set(name.text, path);
    }
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isPropertyAssignment(node)) && node.name)
      defined.add(node.name.getText(source));
    if (ts.isShorthandPropertyAssignment(node)) defined.add(node.name.text);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) defined.add(node.name.text);
    if (ts.isFunctionDeclaration(node) && node.name && isExported(node)) exported.add(node.name.text);
    if (ts.isVariableStatement(node) && isExported(node))
      for (const { name } of node.declarationList.declarations) exported.add(name.getText(source));
    if (ts.isCallExpression(node) || ts.isNewExpression(node))
      calls.add(node.expression.getText(source).replaceAll(/[?!]|\s/g, ''));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { exported, defined, calls, imports };
}

/** What is wrong with a step, in words; undefined: nothing. */
function wrongWith(step: Step, at: number, steps: readonly Step[]): string | undefined {
  const { file, name, by, over } = step;
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  const here = read(file);
  if (!here.exported.has(name)) return `${file} exports no ${name}`;
  for (const each of over)
    if (![...here.calls].some((call) => call === each || call.endsWith(`.${each}`)))
      return `${file} does not call ${each}`;
  if (by === undefined) return at === 0 ? undefined : `${file} is called by nobody`;
  const caller = steps[by.step - 1];
  if (!caller || by.step > at) return `${file}: step ${String(by.step)} is no earlier one`;
  const there = read(caller.file);
  const word = by.call.split('.').at(-1)!;
  if (![...there.calls].some((call) => call === by.call || call.endsWith(`.${by.call}`)))
    return `${caller.file} does not call ${by.call}`;
  const isPort = there.imports.get(word) === undefined;
  if (!isPort) return there.imports.get(word) === file && word === name ? undefined : `${word} is not that of ${file}`;
  // Through a port: what is called is made here, or is what is exported here.
  return here.defined.has(word) || word === 'strategy' ? undefined : `${file} has no ${word}`;
}

describe('the way of one row', () => {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const steps = stepsOf(page);

  it(`passes at most ${String(mostFiles)} files, none twice`, () => {
    assert.ok(steps.length > 20 && steps.length <= mostFiles, String(steps.length));
    assert.equal(new Set(steps.map(({ file }) => file)).size, steps.length);
  });

  steps.forEach((step, at) => {
    it(`step ${String(at + 1)}: ${step.file} is there, and is called as the table says`, () => {
      assert.equal(wrongWith(step, at, steps), undefined);
    });
  });

  it('would be noticed to be wrong', () => {
    const journal = steps.findIndex(({ name }) => name === 'openJournal');
    const change = (changes: Partial<Step>) => wrongWith({ ...steps[journal]!, ...changes }, journal, steps);
    assert.match(change({ file: 'src/store/gone.ts' })!, /there is no/);
    assert.match(change({ name: 'closeJournal' })!, /exports no/);
    assert.match(change({ over: ['eraseAll'] })!, /does not call/);
    assert.match(change({ by: { step: 1, call: 'journal.append' } })!, /does not call journal.append/);
    assert.match(change({ file: 'src/providers/cached.ts', name: 'cached', over: [] })!, /has no append/);
  });
});
