// The JSON schema of job files as it stands in media/smart-job.schema.json.
import { z } from 'zod';
import { jobFileSchema } from '../../src/app/jobFile';

export function formatJobSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(jobFileSchema, { io: 'input', target: 'draft-7' }), undefined, 2)}\n`;
}
