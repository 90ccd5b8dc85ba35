// A Python with Dask's scheduler and workers, from the distribution where there is none.
import { spawnSync } from 'node:child_process';
import { installAptPackage } from './aptPackage';
import { Unavailable } from './unavailable';

const remedy = 'Install Python with the package `distributed`.';

/** An interpreter with an engine's package. */
export type EnginePython = { readonly path: string; readonly readsParquet: boolean };

export const isThere = (python: string, ...modules: readonly string[]) =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
export const readsParquet = (python: string) => isThere(python, 'pyarrow.parquet');
/** The distribution's packages are its own Python's. */
const find = () => ['python3', '/usr/bin/python3'].find((python) => isThere(python, 'distributed'));

/** @throws {Unavailable} where there is none and none can be installed. */
export function ensureDask(): EnginePython {
  let path = find();
  if (path === undefined) {
    if (process.platform !== 'linux') throw new Unavailable(`Dask is missing. ${remedy}`, true);
    installAptPackage('python3-distributed', remedy);
    path = find();
  }
  if (path === undefined) throw new Unavailable(`The package python3-distributed brought no Dask. ${remedy}`);
  return { path, readsParquet: readsParquet(path) };
}
