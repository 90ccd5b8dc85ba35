// Dotted paths into nested values: `a.b`, `a[0].b`, `a.0.b`. Used by prompts ({{column.path}}) and by json tasks (named fields).
// No wildcards, filters or quoted keys; a key that itself holds a dot is found when it stands literally in the object.

/** Steps of a path; `a[0].b` and `a.0.b` are the same. */
function parsePath(path: string): readonly string[] {
  return path
    .replace(/\[\s*["']?([^\]"']*)["']?\s*\]/g, '.$1')
    .split('.')
    .filter((step) => step !== '');
}

/** The value at the path, own properties only; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let here = value;
  for (const step of parsePath(path)) {
    if (!isObject(here) || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}

/** Text of a nested value as a prompt shows it: strings as they are, null as nothing, the rest as JSON. */
export function textOfValue(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
