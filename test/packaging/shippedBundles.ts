// The code of the packaged extension, built in memory as it is shipped (esbuild.js has the list), and which packages each bundle holds.
import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { projectRoot } from '../host/hostFolder';

export type ShippedBundle = {
  /** Relative to the project, with slashes: `dist/onDemand.js`. */
  readonly file: string;
  readonly contents: Uint8Array;
  /** Folders of the packages that it holds code of, relative to the project. */
  readonly packages: readonly string[];
  /** Modules that it asks Node for at run time. */
  readonly required: readonly string[];
};

export async function buildShipped({ minify }: { readonly minify: boolean }): Promise<ShippedBundle[]> {
  const { shippedBundles } = createRequire(join(projectRoot, 'package.json'))('./esbuild.js') as {
    readonly shippedBundles: readonly BuildOptions[];
  };
  const shipped: ShippedBundle[] = [];
  for (const bundle of shippedBundles) {
    const { outputFiles, metafile } = await build({
      ...bundle,
      absWorkingDir: projectRoot,
      minify,
      minifyWhitespace: minify,
      sourcemap: false,
      metafile: true,
      write: false,
    });
    for (const [file, { inputs, imports }] of Object.entries(metafile.outputs)) {
      const output = outputFiles.find(({ path }) => path === join(projectRoot, file));
      if (output === undefined) throw new Error(`esbuild made no ${file}`);
      shipped.push({
        file,
        contents: output.contents,
        packages: packagesOf(
          Object.entries(inputs)
            .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
            .map(([input]) => input),
        ),
        required: [...new Set(imports.filter(({ external }) => external === true).map(({ path }) => path))].sort(),
      });
    }
  }
  return shipped;
}

/** `node_modules/a/node_modules/@b/c/lib/d.js` belongs to `node_modules/a/node_modules/@b/c`. */
export function packagesOf(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(posix.normalize(input))?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}
