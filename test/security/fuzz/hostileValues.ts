// What strangers put in the place of a text, a number, a key or a path. Paths lead to the folder `outside`, in which no file may be opened.
import type { Random } from '../../../src/engine/random';

export const pick = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)]!;

const control = '\u001b]0;owned\u0007\u001b[2J\u009b31m';
const texts: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\ud800',
  'a\udc00b',
  '\0',
  control,
  '\u202eevil\u2066',
  '\u2028\u2029',
  '{{text}}',
  '{{nosuch}}',
  '{{'.repeat(500),
  '\\'.repeat(5000),
  '_'.repeat(20_000),
  'x'.repeat(70_000),
  '[Fix](command:workbench.action.quit)',
  '=HYPERLINK("http://example.com")',
  '</script><script>',
  '9'.repeat(400),
  '1e999',
  '-1',
  '2999-99-99T99:99:99Z',
  'http://192.0.2.1:9/v1',
  'file:///etc/passwd',
  '<a xmlns="x">&lol;</a>',
  'lock.9007199254740992',
];

/** @param outside a folder that nothing here may reach, by its whole path. */
export function hostilePaths(outside: string): readonly string[] {
  return [
    `${outside}/private.csv`,
    '../outside/private.csv',
    'sub/../../outside/private.csv',
    'way/private.csv',
    'way.csv',
    'ring/x.csv',
    '../../../../../../../../etc/hostname',
    '\\\\server\\share\\x.csv',
    '//server/share/x.csv',
    'C:\\Windows\\win.ini',
    '..\\outside\\private.csv',
    'file://../outside/private.csv',
    'x.csv\0.png',
    '/dev/zero',
    '/dev/stdin',
    '/proc/self/mem',
    '.',
    '..',
    '.bash_profile',
    `${'a/'.repeat(3000)}x.csv`,
    'CON',
    'x.csv:stream',
    '~/x.csv',
    '$HOME/x.csv',
  ];
}

const numbers: readonly string[] = [
  '0',
  '-0',
  '-1',
  '0.5',
  '1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '4294967296',
  '2147483648',
  '1e-320',
  '9'.repeat(300),
  '0.1'.padEnd(300, '3'),
];

/** Source text of a JSON value of a kind that nobody expects there. */
export function hostileJson(random: Random, outside: string): string {
  switch (random.below(8)) {
    case 0:
    case 1:
      return JSON.stringify(pick(random, texts));
    case 2:
      return JSON.stringify(pick(random, hostilePaths(outside)));
    case 3:
    case 4:
      return pick(random, numbers);
    case 5:
      return pick(random, ['null', 'true', 'false', '[]', '{}', '[[]]', '[null]', '{"":{}}', 'NaN', '01', "'x'", '']);
    case 6: {
      const depth = pick(random, [10, 500, 20_000]);
      const [open, close] = pick(random, [
        ['[', ']'],
        ['{"a":', '}'],
        ['{"__proto__":', '}'],
      ] as const);
      return open.repeat(depth) + '1' + close.repeat(depth);
    }
    default:
      return pick(random, [
        '{"__proto__":{"polluted":true}}',
        '{"constructor":{"prototype":{"polluted":true}}}',
        '{"type":"__proto__"}',
        '{"type":"token","type":"cpu"}',
        `[${'{"a":1},'.repeat(3000)}1]`,
        `{${Array.from({ length: 2000 }, (_, at) => `"k${String(at)}":0`).join(',')}}`,
      ]);
  }
}

export function hostileKey(random: Random, outside: string): string {
  return random.below(4) === 0 ? pick(random, hostilePaths(outside)) : pick(random, texts);
}

export function hostileText(random: Random, outside: string): string {
  return random.below(3) === 0 ? pick(random, hostilePaths(outside)) : pick(random, texts);
}
