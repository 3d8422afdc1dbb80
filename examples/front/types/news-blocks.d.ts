// News Blocks: the body of an article as `body.portableText` gives it, a flat profile of
// Portable Text. GraphQL calls it JSON, so its types are written down here.

/** A run of text with the same marks: decorators by name, annotations by their key. */
export interface Span {
  _type: "span";
  _key: string;
  text: string;
  marks?: string[];
}

/** What a stretch of text stands for. */
export type MarkDef =
  | { _type: "quote"; _key: string; use: string; part?: number }
  | { _type: "notAQuote"; _key: string; reason?: string }
  | { _type: "link"; _key: string; href: string; rel?: string }
  | { _type: "internalLink"; _key: string; article: string }
  | { _type: "entity"; _key: string; kind: string; name?: string; uri?: string }
  | { _type: "lang"; _key: string; tag: string };

export type ListKind = "bullet" | "number";

/** A paragraph, heading, quotation or list item. */
export interface TextBlock {
  _type: "block";
  _key: string;
  style?: "normal" | "lead" | "h2" | "h3" | "h4" | "blockquote";
  listItem?: ListKind;
  level?: number;
  children: Span[];
  markDefs?: MarkDef[];
}

/** A text block that is an item of a list. */
export type ListBlock = TextBlock & { listItem: ListKind };

export interface PullQuote {
  _type: "pullQuote";
  _key: string;
  text: string;
  attribution?: string;
  use?: string;
}

export interface Image {
  _type: "image";
  _key: string;
  url: string;
  alt: string;
  caption?: string;
  credit?: string;
}

export interface Embed {
  _type: "embed";
  _key: string;
  provider: string;
  url: string;
  title?: string;
}

export interface FactBox {
  _type: "factBox";
  _key: string;
  title?: string;
  text: string;
}

export interface KeyPoints {
  _type: "keyPoints";
  _key: string;
  title?: string;
  items: string[];
}

export interface Table {
  _type: "table";
  _key: string;
  caption?: string;
  header?: boolean;
  rows: string[][];
}

export interface Code {
  _type: "code";
  _key: string;
  code: string;
  language?: string;
}

export interface RelatedLink {
  _type: "relatedLink";
  _key: string;
  title: string;
  article?: string;
  url?: string;
}

export interface Divider {
  _type: "divider";
  _key: string;
}

export interface LiveEntry {
  _type: "liveEntry";
  _key: string;
  at: string;
  headline: string;
  text: string;
}

/** Every block that is known by its `_type`. */
export type NewsBlock =
  | TextBlock
  | PullQuote
  | Image
  | Embed
  | FactBox
  | KeyPoints
  | Table
  | Code
  | RelatedLink
  | Divider
  | LiveEntry;
