// A report as JSON: everything that the other formats say, unrounded, for programs. Unknown figures are left out.
import type { ReportData } from './reportData';

const reportVersion = 1;

export function formatJson(data: ReportData): string {
  return `${JSON.stringify({ format: 'smart-report', version: reportVersion, ...data }, null, 2)}\n`;
}
