// Writes the settings of the options of a job into package.json. `node dist/test/media/optionSettings.script.js`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobOptions } from '../../src/engine/options/jobOptions';
import { projectRoot } from '../host/hostFolder';
import { withOptionSettings } from './optionSettings';

const file = join(projectRoot, 'package.json');
writeFileSync(file, withOptionSettings(readFileSync(file, 'utf8'), jobOptions));
