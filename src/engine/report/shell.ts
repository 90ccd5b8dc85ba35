// How a command line is written for the shell that it will be typed into: what is quoted, and how a line goes on in the next one.

export type Shell = 'posix' | 'powershell' | 'cmd';

export const lineContinuations: Readonly<Record<Shell, string>> = {
  posix: ' \\\n  ',
  powershell: ' `\n  ',
  cmd: ' ^\n  ',
};

/** One word of a command line. */
export function quotedFor(shell: Shell, text: string): string {
  switch (shell) {
    case 'posix':
      return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
    case 'powershell':
      // A comma outside of quotes makes a list there, and `@` and `%` mean something.
      return /^[\w./:\\+=-]+$/.test(text) ? text : `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
    case 'cmd':
      // A program reads a backslash before the closing quote as one that hides it.
      return /^[\w./:\\@+-]+$/.test(text) ? text : `"${text.replace(/\\+$/, '$&$&')}"`;
  }
}

/**
 * Whether a word reaches a program as it stands, whatever the quotes: versions of PowerShell pass double quotes on differently, cmd has no way to write a line
 * end and fills in `%NAME%` and `!NAME!` everywhere.
 */
export function isSayable(shell: Shell, text: string): boolean {
  switch (shell) {
    case 'posix':
      return true;
    case 'powershell':
      return text !== '' && !text.includes('"');
    case 'cmd':
      return !/["%!\r\n]/.test(text);
  }
}

/** The shell that a user types commands into, as far as the environment tells. */
export function shellAtHand(platform: string, env: Readonly<Record<string, string | undefined>>): Shell {
  // On Windows PowerShell, which is the default of its terminals, unless a Git Bash or a cmd started this process.
  if (platform !== 'win32') return 'posix';
  if (env['MSYSTEM'] !== undefined || env['SHELL'] !== undefined) return 'posix';
  // PowerShell adds the user's own folders to those that the system names; cmd sets a prompt.
  const isInPowerShell = (env['PSModulePath'] ?? '').split(';').length >= 3;
  return env['PROMPT'] !== undefined && !isInPowerShell ? 'cmd' : 'powershell';
}
