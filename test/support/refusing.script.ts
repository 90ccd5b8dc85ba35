// Loaded before the command line (node --require): a disk that refuses for good, as Windows does where another program has a file open, or as a cloud
// folder does whose file is not on this machine. SMART_TEST_REFUSE: JSON list of {name, path, code}; `name` is a function of node:fs or node:fs/promises, `path`
// a regular expression for any path that it is given.
import fs from 'node:fs';

type Refusal = { readonly name: string; readonly path: string; readonly code: string };

for (const { name, path, code } of JSON.parse(process.env['SMART_TEST_REFUSE'] ?? '[]') as Refusal[]) {
  const isMeant = (given: unknown) => typeof given === 'string' && new RegExp(path).test(given);
  const refusal = () => Object.assign(new Error(`${code}: refused, ${name}`), { code, syscall: name });
  const patch = (of: Record<string, (...args: unknown[]) => unknown>, isPromised: boolean) => {
    const real = of[name];
    if (real === undefined) return;
    of[name] = (...args) => {
      if (!args.some(isMeant)) return real(...args);
      if (isPromised) return Promise.reject(refusal());
      throw refusal();
    };
  };
  patch(fs as never, false);
  patch(fs.promises as never, true);
}
