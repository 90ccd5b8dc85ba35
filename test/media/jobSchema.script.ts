// Writes media/smart-job.schema.json from the one definition of job files, for completion in the editor. `node dist/test/media/jobSchema.script.js`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder';
import { formatJobSchema } from './jobSchema';

writeFileSync(join(projectRoot, 'media', 'smart-job.schema.json'), formatJobSchema());
