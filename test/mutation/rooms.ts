// Which tests must notice a change in which sources, and how much may go unnoticed.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';

export type Room = {
  /** Folder of sources, from the project's root. */
  readonly source: string;
  /** Folders of `test`, or files of it as built. */
  readonly tests: readonly string[];
  /** Whether `npm run mutation` without a path looks at it. */
  readonly isUsual: boolean;
  /** Whether every survivor has to be explained, however few there are: all mutants of the room have been tried. */
  readonly isGuarded?: true;
};

/** Of the calibration only what takes a second: the others take as long as all tests of the engine. */
const certifiedTests = [
  'engine/certified',
  'engine/strategies',
  'engine/turns.test.js',
  'calibration/certificate.test.js',
];
export const rooms: readonly Room[] = [
  { source: 'src/engine/certified', tests: certifiedTests, isUsual: true },
  { source: 'src/engine/money', tests: ['engine/money', 'engine/drive'], isUsual: true, isGuarded: true },
  {
    source: 'src/store',
    tests: ['store', 'security/runsOfStrangers.test.js', 'engine/options/madeUpOption.test.js'],
    isUsual: true,
  },
  {
    source: 'src/engine/strategies',
    tests: ['engine/strategies', 'engine/published', 'calibration'],
    isUsual: false,
  },
  { source: 'src/providers', tests: ['providers', 'security/queueOfStrangers.test.js'], isUsual: true },
];

/** Share of the mutants of a room, those left out that nothing can notice, which may survive although a test could notice them. */
export const mostGaps = 0.05;

/** Fewer repetitions than usual: whatever is broken for certain is seen at once. */
export const testEnv = { SMART_KILLS: '3', SMART_CALIBRATION_RUNS: '8', CI: '' };

/** Source files below these paths; of a file, itself. */
export function sourceFiles(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const clean = path.replace(/\\/g, '/').replace(/\/$/, '');
    if (statSync(join(projectRoot, clean)).isFile()) return [clean];
    return readdirSync(join(projectRoot, clean), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${clean}/${file.replace(/\\/g, '/')}`)
      .sort();
  });
}

/** @throws {Error} that names a file of no room. */
export function roomOf(file: string): Room {
  const room = rooms.find(({ source }) => file.startsWith(`${source}/`));
  if (!room) throw new Error(`No tests are named for ${file}; see test/mutation/rooms.ts.`);
  return room;
}
