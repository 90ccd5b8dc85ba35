// Loads the sentence encoder where WebAssembly takes long to start, as on a busy machine: longer than reading the model does. Prints how many numbers a text has.
import { loadSentenceEncoder } from '../../src/providers/embedded/sentimentModels';

const slowMs = 3000;
// Node's types do not know it.
const { WebAssembly: wasm } = globalThis as unknown as {
  WebAssembly: { instantiate: (...args: unknown[]) => Promise<unknown> };
};
const real = wasm.instantiate;
wasm.instantiate = async (...args) => {
  await new Promise((resolve) => setTimeout(resolve, slowMs));
  return real.apply(wasm, args);
};

void loadSentenceEncoder()
  .then((encoder) => encoder.embed(['a good day']))
  .then(
    ([vector]) => {
      console.log(vector!.length);
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
