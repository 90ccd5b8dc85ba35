// The terminal: all that the command line writes passes here, so that text of strangers (a provider's message, a column, a manifest) cannot act
// on it; and the one way to ask the user something.
import { createInterface } from 'node:readline/promises';
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

export async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(terminalText(question));
  } finally {
    terminal.close();
  }
}
