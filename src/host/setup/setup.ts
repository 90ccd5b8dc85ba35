// What a run that is being set up is to the host: the opened dataset, what commands do with the form, and how it may be opened.
import type { OpenedDataset } from '../../datasets/openedDataset';
import type { Row } from '../../engine/dataset';
import type { Job, Reading } from '../../engine/job';
import type { Draft, PartialTable, SetupFeedback } from '../../protocol';
import type { Ladder } from '../../providers/ladder';
import type { PanelSubject } from '../panel/panelHost';
import type { StartExtras } from './startDraft';

export type Setup = {
  readonly path: string;
  readonly dataset: OpenedDataset;
  readonly sample: readonly Row[];
  readonly ladder: () => Ladder;
};

/** The form, and what commands do with it. */
export type SetupSubject = PanelSubject & {
  readonly dataset: OpenedDataset;
  readonly draft: () => Draft;
  /** The draft as a job. */
  readonly job: () => Job;
  readonly change: (draft: Draft) => void;
  readonly feedback: () => Promise<SetupFeedback>;
  /** The page tries the first rows as soon as it is shown. */
  readonly tryAtOnce: () => void;
};

export function isSetupSubject(subject: PanelSubject | undefined): subject is SetupSubject {
  return subject !== undefined && 'tryAtOnce' in subject;
}

export type SetupOptions = {
  /** Of the setup that a reloaded window restores. @default a new one */
  readonly id?: string;
  /** What a reload opens again. @default the dataset */
  readonly openedFrom?: string;
  readonly draft?: (draft: Draft) => Draft;
  /** Of a job file: how its dataset is to be read. */
  readonly reading?: Reading | undefined;
  /** Models of a job file, beside the user's own. */
  readonly models?: readonly unknown[];
  readonly start?: StartExtras;
  /** The rows' file was written for this form: nobody has to be asked about its encoding. */
  readonly isOwnFile?: boolean;
  /** Further files, to be run with the same settings. */
  readonly queue?: readonly string[];
  /** Where results go unless the form says another place. @default beside the dataset */
  readonly out?: string;
  /** What the form calls its rows. @default the name of the file */
  readonly name?: string;
  /** The rows are a part of a table. */
  readonly part?: PartialRows;
};

/** What the form of a part of a table needs of whoever took it from the whole. */
export type PartialRows = {
  readonly told: () => PartialTable;
  readonly agree: () => void;
  /** Shows the form of the whole table, filled as this one, once its file is there. @throws {InputError} */
  readonly writeWhole: (draft: Draft) => Promise<void>;
  /** Nobody waits for the whole any more. */
  readonly dispose: () => void;
};
