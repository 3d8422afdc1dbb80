// What the contract says of a path and a method, as types: what a call takes, what it answers.

import type { components, paths } from "./contract.js";

export type Schemas = components["schemas"];

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that have a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: object }> ? P : never;
}[keyof paths];

export type Operation<P extends keyof paths, M extends Method> = paths[P][M];

/** Who looks: readers, or editors at the newest revisions. */
export type View = "public" | "working";

/** The views that a GET may choose; never where it has but one. */
export type ViewsOf<Op> = "view" extends keyof QueryOf<Op> ? View : never;

type QueryOf<Op> = Op extends { parameters: { query?: infer Query } } ? NonNullable<Query> : never;

/** A text may come as a list: a parameter that repeats, which is AND. */
type QueryValue<Value> = string extends Value ? string | readonly string[] : Value;

/** `view` and `fields` stand apart, for the answer hangs on them. */
type QueryAsked<Query> = {
  [Name in Exclude<keyof Query, "view" | "fields">]?: QueryValue<NonNullable<Query[Name]>>;
};

type QueryPart<Op, V extends View> = [QueryOf<Op>] extends [never]
  ? { query?: never }
  : { query?: QueryAsked<QueryOf<Op>> & { view?: V } };

type ParamsPart<Op> = Op extends { parameters: { path: infer Params } }
  ? { params: Params }
  : { params?: never };

/** An ETag of the working view, or the revision that it names. */
export type Revision = string | number;

/** Null, an answer's missing ETag, is refused before anything is sent. */
type MatchPart<Op> = Op extends { parameters: { header: { "If-Match": string } } }
  ? { ifMatch: Revision | null }
  : { ifMatch?: never };

/** A name makes a POST take effect once, so that it is tried again like a PUT. */
type KeyPart<Op> = "Idempotency-Key" extends HeaderOf<Op>
  ? { idempotencyKey?: string }
  : { idempotencyKey?: never };

type HeaderOf<Op> = Op extends { parameters: { header?: infer Header } }
  ? [NonNullable<Header>] extends [never]
    ? never
    : keyof NonNullable<Header>
  : never;

/**
 * A merge patch (RFC 7396) of a document: any of its members, null to take one away. Lists are
 * replaced as a whole.
 */
export type MergePatch<Document> = Document extends readonly unknown[]
  ? Document
  : Document extends object
    ? { [Name in keyof Document]?: MergePatch<Document[Name]> | null }
    : Document;

/** A list is a JSON Patch, an object a merge patch. */
type BodyIn<Content> = Content extends {
  "application/merge-patch+json": infer Document;
  "application/json-patch+json": infer Steps;
}
  ? MergePatch<Document> | Steps
  : Content extends { "application/json": infer Document }
    ? Document
    : never;

type BodyPart<Op> = Op extends { requestBody: { content: infer Content } }
  ? { body: BodyIn<Content> }
  : { body?: never };

/** What every call takes. */
export type CallOptions = {
  /** Ends the call, and what waits between two attempts. */
  signal?: AbortSignal | undefined;
  /** How long one attempt may take. */
  timeoutMs?: number | undefined;
  /** How often to try again; a POST or PATCH that does not say is tried once. */
  retries?: number | undefined;
};

export type Options<P extends keyof paths, M extends Method, V extends View = never> = CallOptions &
  ParamsPart<Operation<P, M>> &
  QueryPart<Operation<P, M>, V> &
  MatchPart<Operation<P, M>> &
  KeyPart<Operation<P, M>> &
  BodyPart<Operation<P, M>>;

/** Options that may be left out if none of them is needed. */
export type Rest<O> = {} extends O ? [options?: O] : [options: O];

/** A 204 beside one of these comes to those only who prefer it; calls here do not. */
type Success = 200 | 201 | 202;

type ContentOf<Answer> = Answer extends { content: { "application/json": infer Data } }
  ? Data
  : undefined;

/** What a success may hold; undefined where it has no body. */
type AnyDataOf<Op> = Op extends { responses: infer Answers }
  ? [keyof Answers & Success] extends [never]
    ? undefined
    : ContentOf<Answers[keyof Answers & Success]>
  : never;

/** A thing, or a page of things, of which any member but the id may be left out. */
type IsPart<Data> = { id: string } extends Data
  ? true
  : { data: { id: string }[]; page: Schemas["PageInfo"] } extends Data
    ? true
    : false;

/** The contract names whole and part in one answer; this picks one of them. */
type Kept<Data, Part extends boolean> = Data extends unknown
  ? IsPart<Data> extends Part
    ? Data
    : never
  : never;

/** What a success holds without `fields`. */
type DataOf<Op> = Kept<AnyDataOf<Op>, false>;

/** What a success holds with `fields`; never where it is not taken. */
export type PartOf<Op> = Kept<AnyDataOf<Op>, true>;

/** The members that `fields` may name. */
export type FieldOf<Op> = PartOf<Op> extends { data: (infer Item)[] }
  ? keyof Item & string
  : keyof PartOf<Op> & string;

/** What only things in the working view have. */
type WorkingThing = { content: object } | { state: string };

type IsWorking<Data> = Data extends WorkingThing | { data: WorkingThing[] } ? true : false;

/** The contract names both views in one answer; this picks those of one. */
type Seen<Data, Working extends boolean> = Data extends unknown
  ? IsWorking<Data> extends Working
    ? Data
    : never
  : never;

/** What a GET answers in a view; both where the view is not known when compiling. */
type DataIn<Op, V> = [V] extends [never]
  ? DataOf<Op>
  : [V] extends ["public"]
    ? Seen<DataOf<Op>, false>
    : [V] extends ["working"]
      ? Seen<DataOf<Op>, true>
      : DataOf<Op>;

type Page = { data: unknown[]; page: Schemas["PageInfo"] };

/** The paths that answer a page with its neighbours. */
export type PagedPath = {
  [P in PathOf<"get">]: DataOf<Operation<P, "get">> extends Page ? P : never;
}[PathOf<"get">];

/** One thing of a page. */
export type ItemIn<Op, V> = DataIn<Op, V> extends infer Data
  ? Data extends { data: (infer Item)[] }
    ? Item
    : never
  : never;

/** What comes back. */
export type Answer<Data> = {
  data: Data;
  /** What `ifMatch` takes, if the answer is of the working view; null where there is none. */
  etag: string | null;
  /** With its body read already; a 304 where the data were remembered. */
  response: Response;
};

/** The paths that take `fields`. */
export type PartPath = {
  [P in PathOf<"get">]: [PartOf<Operation<P, "get">>] extends [never] ? never : P;
}[PathOf<"get">];

/** A thing, or a page of things, with the members that were named. */
export type Picked<Part, Field> = Part extends { data: (infer Item)[]; page: infer Page }
  ? { data: Named<Item, Field>[]; page: Page }
  : Named<Part, Field>;

type Named<Thing, Field> = Required<Pick<Thing, Extract<Field | "id", keyof Thing>>>;

/** What a GET answers in a view. */
export type ReadAnswer<Op, V> = Answer<DataIn<Op, V>>;

/** What a call that writes answers. */
export type WriteAnswer<Op> = Answer<DataOf<Op>>;
