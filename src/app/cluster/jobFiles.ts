// The jobs that lie beside an exported plan, by the names that they get there.
import daft from './jobs/daft_job.py';
import dask from './jobs/dask_job.py';
import ray from './jobs/ray_job.py';
import common from './jobs/smart_ask.py';
import spark from './jobs/spark_job.py';

export const jobFiles: Readonly<Record<string, string>> = {
  'smart_ask.py': common,
  'dask_job.py': dask,
  'ray_job.py': ray,
  'spark_job.py': spark,
  'daft_job.py': daft,
};
