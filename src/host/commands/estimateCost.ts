// What a dataset would cost, without a run: the form's estimate as a message, with a way to the form.
import * as vscode from 'vscode';
import type { Host } from '../host';
import { processFile } from './processDataset';

/** The estimate stands in the form and follows every change there, so the command leads to the form. */
export async function estimateCost(host: Host, file: unknown): Promise<void> {
  const isUri = file instanceof vscode.Uri;
  if (!isUri && host.panel.reveal()) return;
  await processFile(host, file);
}
