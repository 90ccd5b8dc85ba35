// A Python with Ray Data, where there is one: neither npm nor the distribution has the package.
import { type EnginePython, isThere, readsParquet } from './dask';
import { Unavailable } from './unavailable';

/** @throws {Unavailable} where there is none */
export function findRay(): EnginePython {
  const path = process.env['SMART_RAY_PYTHON'] ?? 'python3';
  if (!isThere(path, 'ray.data'))
    throw new Unavailable(
      'Ray is not at hand, so its job is compiled only. Name a Python that has it: SMART_RAY_PYTHON=/path/to/python.',
      true,
    );
  return { path, readsParquet: readsParquet(path) };
}
