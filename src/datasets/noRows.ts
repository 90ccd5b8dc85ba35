// A table without rows is no dataset, but it may be one of many files of one.
import { InputError } from '../engine/inputError';

export class NoRows extends InputError {}
