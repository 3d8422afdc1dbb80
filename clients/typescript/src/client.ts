// The client: calls that the contract types.

import type {
  Answer,
  CallOptions,
  FieldOf,
  ItemIn,
  Method,
  Operation,
  Options,
  PagedPath,
  PartOf,
  PartPath,
  PathOf,
  Picked,
  ReadAnswer,
  Rest,
  ViewsOf,
  WriteAnswer,
} from "./types.js";
import { Wire, type Asked, type ClientOptions } from "./wire.js";

/** A call that writes. */
type Write<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...rest: Rest<Options<P, M>>
) => Promise<WriteAnswer<Operation<P, M>>>;

export type Client = {
  /** Reads. `view: "working"` in the query answers what editors see. */
  get<
    P extends PathOf<"get">,
    V extends ViewsOf<Operation<P, "get">> = ViewsOf<Operation<P, "get">> & "public",
  >(
    path: P,
    ...rest: Rest<Options<P, "get", V>>
  ): Promise<ReadAnswer<Operation<P, "get">, V>>;
  /** Reads the members that are named, and the id. */
  pick<P extends PartPath, F extends FieldOf<Operation<P, "get">>>(
    path: P,
    fields: readonly F[],
    ...rest: Rest<Options<P, "get">>
  ): Promise<Answer<Picked<PartOf<Operation<P, "get">>, F>>>;
  post: Write<"post">;
  put: Write<"put">;
  /** An object is sent as a merge patch (RFC 7396), a list as a JSON Patch (RFC 6902). */
  patch: Write<"patch">;
  delete: Write<"delete">;
  /** Every item of a list, page after page, each page asked for when it is needed. */
  pages<
    P extends PagedPath,
    V extends ViewsOf<Operation<P, "get">> = ViewsOf<Operation<P, "get">> & "public",
  >(
    path: P,
    ...rest: Rest<Options<P, "get", V>>
  ): AsyncGenerator<ItemIn<Operation<P, "get">, V>, void, undefined>;
  /** Asks GraphQL; the caller names the type of the data. */
  graphql<Data = Record<string, unknown>>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<Data>;
};

/** Makes a client of one newsroom. */
export function createClient(options: ClientOptions): Client {
  const wire = new Wire(options);
  const writing =
    (method: string) =>
    (path: string, asked: Asked = {}) =>
      wire.write(method, path, asked);
  // The types of `Client` come from the contract; what they promise of an answer is the server's
  // to keep, and is not looked at again here.
  return {
    get: (path: string, asked: Asked = {}) => wire.read(path, asked),
    pick: (path: string, fields: readonly string[], asked: Asked = {}) =>
      wire.read(path, { ...asked, query: { ...asked.query, fields: fields.join(",") } }),
    post: writing("POST"),
    put: writing("PUT"),
    patch: writing("PATCH"),
    delete: writing("DELETE"),
    pages: (path: string, asked: Asked = {}) => items(wire, path, asked),
    graphql: (document: string, variables: object = {}, asked: CallOptions = {}) =>
      wire.graphql(document, variables, asked),
  } as unknown as Client;
}

type OnePage = { data: unknown[]; page: { nextCursor: string | null } };

async function* items(wire: Wire, path: string, asked: Asked): AsyncGenerator<unknown, void> {
  let cursor: string | null = null;
  do {
    const query: Asked["query"] = cursor === null ? asked.query : { ...asked.query, cursor };
    const { data, page } = (await wire.read(path, { ...asked, query })).data as OnePage;
    yield* data;
    cursor = page.nextCursor;
  } while (cursor !== null);
}
