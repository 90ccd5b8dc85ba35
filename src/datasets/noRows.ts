// A table without rows is no dataset, but it may be one of many files of one, or a sheet of a workbook that has others.
import { InputError } from '../engine/inputError';

export class NoRows extends InputError {
  /** @param sheets other sheets that can be read instead */
  constructor(
    message: string,
    readonly sheets: readonly string[] = [],
  ) {
    super(message);
  }
}

/** Only a user can say in which encoding the text is. */
export class UnknownEncoding extends InputError {}
