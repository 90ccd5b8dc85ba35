// What runs with workers are compared by.

export type Finished = {
  readonly output: string;
  readonly spentUsd: number;
  readonly possiblyBilledUsd?: number;
  readonly perModel: Readonly<Record<string, { readonly asked: number; readonly delivered: number }>>;
};

/** Dollars are left out: they are added up in the order in which answers come. */
export const countsOf = ({ perModel }: Finished) =>
  Object.entries(perModel).map(([model, { asked, delivered }]) => [model, asked, delivered]);
