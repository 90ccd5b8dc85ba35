// Functions of a system module replaced for the length of one test: a disk that refuses, a program of another system, a process that was quicker.

export type StandIn = <M extends object, K extends keyof M>(module: M, name: K, make: (real: M[K]) => M[K]) => void;

/** Call inside `describe`; after each test everything is as it was. @returns what puts a function in the place of another. */
export function standIns(): StandIn {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const back of undo.splice(0).reverse()) back();
  });
  return (module, name, make) => {
    const real = module[name];
    undo.push(() => {
      module[name] = real;
    });
    module[name] = make(real);
  };
}

/** An error as the system makes it. */
export const systemError = (code: string): Error => Object.assign(new Error(`${code}: made to fail`), { code });
