// What a system makes of a file's name: Windows takes a colon for a stream of another file, CON and NUL for devices, and leaves dots and blanks at the end out,
// so that what was written would not stand where it was said to.
import { basename } from 'node:path';

/** Of bytes where names are bytes, of UTF-16 units on Windows and the Mac. */
const longestName = 255;

const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?: *\..*)?$/i;
const odd = /[<>:"|?*]|\p{Cc}/u;

/** Why no file can have the name of the path, a clause; undefined: one can. */
export function nameProblem(path: string, platform: string = process.platform): string | undefined {
  const name = platform === 'win32' ? (path.split(/[\\/]/).at(-1) ?? path) : basename(path);
  const length = platform === 'win32' || platform === 'darwin' ? name.length : Buffer.byteLength(name);
  if (length > longestName) return `a name has at most ${String(longestName)} characters or bytes, and this one more`;
  if (platform !== 'win32') return undefined;
  // `C:out.csv` is a file in the folder that is the working one on that drive.
  const character = odd.exec(name === path ? name.replace(/^[a-z]:/i, '') : name)?.[0];
  if (character !== undefined) return `Windows takes no ${character < ' ' ? 'control character' : character} in a name`;
  if (devices.test(name)) return 'Windows takes this name for a device';
  if (/[. ]$/.test(name)) return 'Windows leaves out a dot or a blank at the end of a name';
  return undefined;
}

/** As many characters from the start as have so many bytes. */
export function shortened(name: string, mostBytes: number): string {
  let [text, bytes] = ['', 0];
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    text += character;
  }
  return text;
}
