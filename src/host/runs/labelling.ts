// What the panel may ask of a run that waits for a person's labels.
import { LabelSitting } from '../../app/labels/labelSitting';
import type { PanelRequests } from '../../protocol';
import type { RequestHandlers } from '../../rpc';
import type { Host } from '../host';

type Asked = 'labelling' | 'labelRow' | 'skipLabel' | 'undoLabel' | 'nameLabeller' | 'takeLabels';

/** @param folder the run's own. @param goOn resumes the run once its labels are in the journal. */
export function labellingHandlers(
  host: Pick<Host, 'installation'>,
  folder: () => string,
  goOn: () => Promise<void> | void,
): Pick<RequestHandlers<PanelRequests>, Asked> & { readonly dispose: () => Promise<void> } {
  let sitting: { readonly folder: string; readonly at: LabelSitting } | undefined;
  const seated = async () => {
    const where = folder();
    if (sitting?.folder !== where) {
      await sitting?.at.close();
      sitting = {
        folder: where,
        at: new LabelSitting(where, await host.installation(), () => new Date().toISOString()),
      };
    }
    return sitting.at;
  };
  return {
    labelling: async () => (await seated()).open(),
    labelRow: async (said) => (await seated()).label(said),
    skipLabel: async ({ row }) => (await seated()).skip(row),
    undoLabel: async () => (await seated()).undo(),
    nameLabeller: async ({ by }) => (await seated()).name(by),
    takeLabels: async () => {
      await (await seated()).take();
      await goOn();
      return {};
    },
    dispose: async () => {
      await sitting?.at.close();
      sitting = undefined;
    },
  };
}
