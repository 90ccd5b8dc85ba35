// JSON as a tree that may hold what JSON.parse and JSON.stringify cannot: a key twice, a number of any length, a `__proto__` of its own.

export type JsonTree =
  | { readonly type: 'object'; readonly members: (readonly [key: string, value: JsonTree])[] }
  | { readonly type: 'array'; readonly items: JsonTree[] }
  /** Source text of anything else, sound or not. */
  | { readonly type: 'source'; readonly text: string };

export const source = (text: string): JsonTree => ({ type: 'source', text });

/** @param value as JSON.parse makes it. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return { type: 'array', items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return source(JSON.stringify(value));
  return { type: 'object', members: Object.entries(value).map(([key, member]) => [key, treeOf(member)]) };
}

export function jsonOf(tree: JsonTree): string {
  switch (tree.type) {
    case 'object':
      return `{${tree.members.map(([key, value]) => `${JSON.stringify(key)}:${jsonOf(value)}`).join(',')}}`;
    case 'array':
      return `[${tree.items.map(jsonOf).join(',')}]`;
    case 'source':
      return tree.text;
  }
}

/** Objects and lists of a tree, the whole first. */
export function* branchesOf(tree: JsonTree): Generator<Exclude<JsonTree, { type: 'source' }>> {
  if (tree.type === 'source') return;
  yield tree;
  for (const child of tree.type === 'array' ? tree.items : tree.members.map(([, value]) => value))
    yield* branchesOf(child);
}
