// The shell that a person on this machine types commands into, as far as the environment tells.
import type { Shell } from '../engine/report/shell';

/** On Windows PowerShell, which is the default of its terminals, unless a Git Bash or a cmd started this process. */
export function shellAtHand(platform: string, env: NodeJS.ProcessEnv): Shell {
  if (platform !== 'win32') return 'posix';
  if (env['MSYSTEM'] !== undefined || env['SHELL'] !== undefined) return 'posix';
  // PowerShell adds the user's own folders to those that the system names; cmd sets a prompt.
  const isInPowerShell = (env['PSModulePath'] ?? '').split(';').length >= 3;
  return env['PROMPT'] !== undefined && !isInPowerShell ? 'cmd' : 'powershell';
}
