import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatJobSchema } from './jobSchema';

describe('schema of job files', () => {
  it('is the one of the code (rewrite it with dist/test/media/jobSchema.script.js)', () => {
    const file = join(resolve(__dirname, '../../..'), 'media', 'smart-job.schema.json');
    assert.equal(readFileSync(file, 'utf8'), formatJobSchema());
  });
});
