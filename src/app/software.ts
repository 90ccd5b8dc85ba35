import { name, version } from '../../package.json';

/** What made a run, for manifests and reports. */
export const software = { name, version };
