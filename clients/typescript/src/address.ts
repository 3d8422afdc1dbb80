// Where a request goes: a path of the contract with its parameters filled in, and a query.

/** What is undefined is not asked; a list repeats its parameter. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** The address of a path below a base. */
export function address(
  baseUrl: string,
  path: string,
  params: Readonly<Record<string, string>> = {},
  query: Query = {},
): string {
  const search = searchOf(query);
  return baseUrl.replace(/\/+$/, "") + fill(path, params) + (search === "" ? "" : `?${search}`);
}

function fill(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, params[name]));
}

/** An empty or a dotted segment would lead to another path than the one that is meant. */
function segment(name: string, value: string | undefined): string {
  if (value === undefined || ["", ".", ".."].includes(value)) {
    throw new TypeError(`${name} is part of the path and cannot be ${JSON.stringify(value)}`);
  }
  return encodeURIComponent(value);
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  return search.toString();
}
