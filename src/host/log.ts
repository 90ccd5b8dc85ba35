// The extension's output channel. Keys never reach it: every text passes through a redaction of the keys that were read in this session.
import * as vscode from 'vscode';
import { redact } from '../providers/redact';

export type Log = {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
  show(): void;
  /** From now on this text is never written. */
  hide(secret: string): void;
};

export function createLog(context: vscode.ExtensionContext): Log {
  const channel = vscode.window.createOutputChannel('SMART', { log: true });
  context.subscriptions.push(channel);
  const secrets = new Set<string>();
  const clean = (text: string) => redact(text, secrets);
  return {
    info: (message) => {
      channel.info(clean(message));
    },
    warn: (message) => {
      channel.warn(clean(message));
    },
    error: (message, cause) => {
      const stack = cause instanceof Error ? `\n${cause.stack ?? cause.message}` : '';
      channel.error(clean(message + stack));
    },
    show: () => {
      channel.show(true);
    },
    hide: (secret) => {
      secrets.add(secret);
    },
  };
}
