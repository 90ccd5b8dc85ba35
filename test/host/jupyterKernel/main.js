// A notebook controller over a real IPython kernel (kernel.py), in the place of the Jupyter extension, which no package registry has.
// VS Code loads extensions as CommonJS.
/* eslint-disable @typescript-eslint/no-require-imports */
const { spawn } = require('node:child_process');
const { dirname, join } = require('node:path');
const { createInterface } = require('node:readline');
const vscode = require('vscode');

/** One kernel for each notebook, in its folder, as Jupyter does. */
const kernels = new Map();

function kernelOf(notebook) {
  const known = kernels.get(notebook.uri.toString());
  if (known !== undefined) return known;
  const python = process.env.SMART_TEST_PYTHON ?? '/usr/bin/python3';
  const child = spawn(python, [join(__dirname, 'kernel.py')], {
    cwd: dirname(notebook.uri.fsPath),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    const cell = waiting[0];
    if (message.done === undefined) cell.onOutput(message);
    else {
      waiting.shift();
      cell.onDone(message.done);
    }
  });
  child.on('exit', () => {
    for (const cell of waiting.splice(0)) cell.onDone(false);
    kernels.delete(notebook.uri.toString());
  });
  const kernel = {
    child,
    run: (code, onOutput) =>
      new Promise((onDone) => {
        waiting.push({ onOutput, onDone });
        child.stdin.write(`${JSON.stringify(code)}\n`);
      }),
  };
  kernels.set(notebook.uri.toString(), kernel);
  return kernel;
}

exports.activate = (context) => {
  const controller = vscode.notebooks.createNotebookController('ipython', 'jupyter-notebook', 'Python 3 (ipykernel)');
  controller.supportedLanguages = ['python'];
  controller.supportsExecutionOrder = true;
  let order = 0;
  controller.executeHandler = async (cells, notebook) => {
    for (const cell of cells) {
      const execution = controller.createNotebookCellExecution(cell);
      execution.executionOrder = ++order;
      execution.start(Date.now());
      await execution.clearOutput();
      const isDone = await kernelOf(notebook).run(cell.document.getText(), (bundle) => {
        const items = Object.entries(bundle).map(([mime, text]) => vscode.NotebookCellOutputItem.text(text, mime));
        void execution.appendOutput(new vscode.NotebookCellOutput(items));
      });
      execution.end(isDone, Date.now());
    }
  };
  context.subscriptions.push(controller, { dispose: () => exports.deactivate() });
};

exports.deactivate = () => {
  for (const { child } of kernels.values()) child.kill();
};
