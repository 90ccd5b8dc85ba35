// The terminal: all that the command line writes passes here, so that text of strangers (a provider's message, a column, a manifest) cannot act
// on it; and the one way to ask the user something.
import { createInterface } from 'node:readline';
import { terminalText } from '../engine/text/plainText';
import type { CommandIo, OutputStream } from './command';

/** Begins the line anew: what the progress line writes first, and nothing else may act. */
const rewriteLine = '\r\u001b[K';

export function guardStreams(io: CommandIo): CommandIo {
  return { ...io, stdout: guarded(io.stdout), stderr: guarded(io.stderr) };
}

function guarded(stream: OutputStream): OutputStream {
  return {
    get isTTY() {
      return stream.isTTY ?? false;
    },
    get columns() {
      return stream.columns ?? 80;
    },
    write(text) {
      const isRewriting = stream.isTTY === true && text.startsWith(rewriteLine);
      return stream.write(
        isRewriting ? rewriteLine + terminalText(text.slice(rewriteLine.length)) : terminalText(text),
      );
    },
  };
}

/** @returns nothing where the user presses Ctrl-C or Ctrl-D in place of an answer. */
export function askOnTerminal(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  const terminal = createInterface({ input, output });
  return new Promise((resolve) => {
    terminal.once('SIGINT', () => {
      terminal.close();
    });
    terminal.once('close', () => {
      resolve('');
    });
    terminal.question(terminalText(question), (answer) => {
      resolve(answer);
      terminal.close();
    });
  });
}
