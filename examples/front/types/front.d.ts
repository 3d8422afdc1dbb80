// Names for the parts of the answers, as the newsroom calls them.

import type {
  ArticlePageQuery,
  FrontPageQuery,
  PicksFragment,
  SiteFrameFragment,
} from "./graphql.js";

export type Article = NonNullable<ArticlePageQuery["article"]>;
export type Author = Article["credits"][number]["author"];
export type UsedQuote = Article["quotes"][number];
export type ArticleCorrection = Article["corrections"][number];
export type RelatedStory = ArticlePageQuery["related"][number];

export type FrontStory = FrontPageQuery["articles"]["nodes"][number];
export type FrontCorrection = FrontPageQuery["corrections"]["nodes"][number];

export type Pick = PicksFragment["items"][number];
export type SiteLink = SiteFrameFragment["followLinks"][number];

/** One thing that the front page is narrowed to, by its slug. */
export interface Filter {
  kind: "section" | "topic" | "author" | "expert";
  slug: string;
}

/** What the address of a front page asks for. */
export interface FrontAddress {
  filter: Filter | null;
  after: string | null;
}

/** A quote of an article with its places there, numbered in the order of the text. */
export interface Citation {
  number: number;
  quote: UsedQuote["quote"];
  uses: UsedQuote[];
}

/** What the text of an article needs to know of the quotes that stand in it. */
export interface Citations {
  all: Citation[];
  byUse: Map<string, Citation>;
}
