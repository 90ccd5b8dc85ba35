// Loads the sentence encoder where WebAssembly takes long to start, as on a busy machine: longer than reading the model does. Prints how many numbers a text has.
import { loadSentenceEncoder } from '../../src/providers/embedded/sentimentModels';

const slowMs = 3000;
const real = WebAssembly.instantiate.bind(WebAssembly) as (...args: unknown[]) => Promise<unknown>;
Object.assign(WebAssembly, {
  instantiate: async (...args: unknown[]) => {
    await new Promise((resolve) => setTimeout(resolve, slowMs));
    return real(...args);
  },
});

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
