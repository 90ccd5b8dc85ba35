// What keeps requests of a run waiting, as data: its words are in cli/waitingText.ts and webview-ui/run/waitingLine.ts.

/** What keeps requests of an account from going on; `clear`: nothing any more. */
export type TrafficCode =
  /** Waiting for a limit that is told or learned. */
  | 'limit'
  /** Refused for its rate. */
  | 'refused'
  /** A request failed and is sent again. */
  | 'retrying'
  /** No answer in time; sent again. */
  | 'hung'
  /** The server is down: rows are held, and one request at a time finds out when it is back. */
  | 'outage'
  | 'clear';
export type TrafficFigures = {
  /** Requests a minute that the account lets through. */
  readonly perMinute?: number;
  /** Until the next request. */
  readonly waitMs?: number;
  /** How often in a row. */
  readonly times?: number;
  readonly status?: number;
  /** How long an answer was waited for, or how long the outage has lasted. */
  readonly lastedMs?: number;
};
export type TrafficNotice = {
  readonly type: 'traffic';
  readonly code: TrafficCode;
  /** e.g. `api.example.com` */
  readonly host: string;
  readonly model: string;
  readonly figures: TrafficFigures;
  /** What the server or the connection said. */
  readonly message?: string;
};
