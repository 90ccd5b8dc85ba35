// A Python with Ray Data, Spark or Daft, where there is one: neither npm nor the distribution has the packages.
import { type EnginePython, isThere, readsParquet } from './dask';
import { Unavailable } from './unavailable';

const modules = { Ray: 'ray.data', Spark: 'pyspark', Daft: 'daft' } as const;
export type ClusterEngine = keyof typeof modules;

/** @throws {Unavailable} where there is none */
export function findPython(engine: ClusterEngine): EnginePython {
  const variable = `SMART_${engine.toUpperCase()}_PYTHON`;
  const path = process.env[variable] ?? 'python3';
  if (!isThere(path, modules[engine]))
    throw new Unavailable(
      `${engine} is not at hand, so its job is compiled only. Name a Python that has it: ${variable}=/path/to/python.`,
      true,
    );
  return { path, readsParquet: readsParquet(path) };
}
