// What the documentation, the editor's configuration and the CI workflow tell a newcomer to run exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
].filter((path) => path.endsWith('.md'));

describe('what a newcomer is told to run', () => {
  it('is a script of package.json', () => {
    for (const page of [...pages, '.github/workflows/ci.yml', '.ci/run'])
      for (const [, run, name] of read(page).matchAll(/\bnpm (run )?([a-z]+(?::[a-z]+)*)/g))
        if (run !== undefined || name === 'test') assert.ok(scripts[name!], `${page}: npm run ${name!}`);
  });

  it('is read from pages that exist', () => {
    for (const page of pages)
      for (const [, target] of read(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g))
        assert.ok(existsSync(join(root, dirname(page), target!)), `${page}: ${target!}`);
  });

  it('is launched by tasks and scripts that exist', () => {
    const { configurations } = JSON.parse(read('.vscode/launch.json')) as {
      configurations: { name: string; preLaunchTask: string }[];
    };
    const { tasks } = JSON.parse(read('.vscode/tasks.json')) as {
      tasks: { label: string; type: string; script?: string }[];
    };
    for (const { name, preLaunchTask } of configurations)
      assert.ok(
        tasks.some(({ label }) => label === preLaunchTask),
        `${name} needs the task ${preLaunchTask}`,
      );
    for (const { label, script } of tasks) assert.ok(script === undefined || scripts[script], label);
  });
});
