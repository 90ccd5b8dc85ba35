// Loads the file that its first argument names. The cases hold the whole command line, which would take itself for the program if node began
// with them.
import { createRequire } from 'node:module';

createRequire(__filename)(process.argv[2]!);
