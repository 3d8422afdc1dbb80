/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What kind of piece it is (IPTC genre). */
export type ArticleKind =
  | 'ANALYSIS'
  | 'AUDIO'
  | 'BACKGROUND'
  | 'FACT_CHECK'
  | 'GALLERY'
  | 'INTERVIEW'
  | 'LIVE_BLOG'
  | 'OBITUARY'
  | 'OPINION'
  | 'PRESS_RELEASE'
  | 'REPORT'
  | 'REVIEW'
  | 'SATIRE'
  | 'SPONSORED'
  | 'VIDEO';

/** Which articles: one of each list, and none of the excluded. */
export type ArticleWhere = {
  /** By one of these authors (ids or slugs). */
  author?: Array<string>;
  /** Quoting one of these experts (ids or slugs). */
  expert?: Array<string>;
  /** Of one of these kinds. */
  kind?: Array<ArticleKind>;
  /** In one of these languages (BCP 47). */
  language?: Array<string>;
  /** Quoting somebody of one of these organisations then (ids or slugs). */
  organization?: Array<string>;
  /** Not earlier than this. */
  publishedFrom?: string | null | undefined;
  /** Earlier than this. */
  publishedTo?: string | null | undefined;
  /**
   * Found by all of these words, whatever accents and capitals they have, in what readers see:
   * headline, kicker, standfirst, summary points, text. The last word may be a beginning of three
   * letters or more. No sign means anything. Not in the working view. 1 to 200 characters.
   */
  q?: string | null | undefined;
  /** In one of these sections (ids or slugs). */
  section?: Array<string>;
  /** With one of these topics (ids or slugs). */
  topic?: Array<string>;
  /** With none of these topics (ids or slugs). */
  topicNot?: Array<string>;
};

/** What an author is. */
export type AuthorKind =
  | 'COLLECTIVE'
  | 'ORGANISATION'
  | 'PERSON';

/** What a trending list is based on. */
export type Basis =
  | 'LATEST'
  | 'PICKS'
  | 'VIEWS';

/** One thing, by its id or its slug. */
export type By =
  {   /** Its id. */
  id: string; slug?: never; }
  |  { id?: never;   /** Its slug, present or past. */
  slug: string; };

/** What kind of note a correction is. */
export type CorrectionKind =
  | 'APOLOGY'
  | 'CLARIFICATION'
  | 'CORRECTION'
  | 'EDITORS_NOTE'
  | 'RETRACTION'
  | 'UPDATE';

/** What somebody did for an article. */
export type CreditRole =
  | 'AUTHOR'
  | 'CONTRIBUTOR'
  | 'EDITOR'
  | 'FACT_CHECKER'
  | 'ILLUSTRATOR'
  | 'PHOTOGRAPHER'
  | 'PRODUCER'
  | 'TRANSLATOR';

/** Where a correction stands on the page. */
export type NotePosition =
  | 'BOTTOM'
  | 'TOP';

/** Where it was said. */
export type Occasion =
  | 'BROADCAST'
  | 'COURT'
  | 'DOCUMENT'
  | 'INTERVIEW'
  | 'PARLIAMENT'
  | 'PRESS_CONFERENCE'
  | 'SOCIAL'
  | 'SPEECH'
  | 'STATEMENT';

/** Who put an item into a list. */
export type Origin =
  | 'EDITOR'
  | 'LATEST'
  | 'MOST_VIEWED'
  | 'QUERY'
  | 'TRENDING';

/** In which kind of place a quote stands. */
export type Placement =
  | 'BODY'
  | 'CAPTION'
  | 'HEADLINE'
  | 'PULL'
  | 'STANDFIRST'
  | 'SUBHEAD';

/** How much a correction matters. */
export type Significance =
  | 'MATERIAL'
  | 'MINOR';

/** How a story belongs to another. */
export type StoryRelation =
  | 'BACKGROUND'
  | 'FOLLOW_UP'
  | 'RELATED'
  | 'SOURCE';

/** Which text of an article. */
export type TextField =
  | 'BODY'
  | 'CAPTION'
  | 'HEADLINE'
  | 'STANDFIRST';

/** How it is known that it was said. */
export type VerificationStatus =
  | 'CONFIRMED'
  | 'DISPUTED'
  | 'DOCUMENT'
  | 'RECORDING'
  | 'RETRACTED'
  | 'SECOND_SOURCE'
  | 'TRANSCRIPT'
  | 'UNVERIFIED';

export type SiteFrameFragment = { publicationName: string, tagline: string | null, place: string | null, language: string | null, timeZone: string | null, today: { date: string, text: string }, weather: { text: string, place: string | null, condition: string | null, observedAt: string | null, source: string | null } | null, labels: Array<{ key: string, text: string, language: string | null }>, followLinks: Array<{ kind: string, text: string, url: string | null }>, moreLinks: Array<{ kind: string, text: string, url: string | null }>, policies: Array<{ kind: string, text: string, url: string | null }> };

export type SectionLinkFragment = { name: string, slug: string, description: string | null, order: number };

export type StoryFragment = { slug: string, kind: ArticleKind, headline: string, kicker: string | null, standfirst: string | null, byline: string | null, language: string, publishedAt: string | null, readingTimeSeconds: number, section: { name: string, slug: string } | null, credits: Array<{ role: CreditRole, author: { name: string, slug: string } }> };

export type SpeakerFragment = { id: string, saidOn: string | null, occasion: Occasion | null, descriptor: string | null, attribution: { name: string | null, roleTitle: string | null, organizationName: string | null, asWritten: string | null } | null, expert: { name: string, slug: string } | null };

export type PicksFragment = { title: string, items: Array<{ position: number, origin: Origin, pinned: boolean, headline: string, kicker: string | null, trailText: string | null, url: string | null, article: { slug: string, language: string } | null, quote: { articles: Array<string> } | null }> };

export type TrendingFragment = { asOf: string | null, basis: Basis, edges: Array<{ position: number, why: { lift: number, visitors24h: number }, node: { slug: string, headline: string, language: string } }> };

export type FrontPageQueryVariables = Exact<{
  where: ArticleWhere;
  first: number;
  after?: string | null | undefined;
}>;


export type FrontPageQuery = { site: { publicationName: string, tagline: string | null, place: string | null, language: string | null, timeZone: string | null, today: { date: string, text: string }, weather: { text: string, place: string | null, condition: string | null, observedAt: string | null, source: string | null } | null, labels: Array<{ key: string, text: string, language: string | null }>, followLinks: Array<{ kind: string, text: string, url: string | null }>, moreLinks: Array<{ kind: string, text: string, url: string | null }>, policies: Array<{ kind: string, text: string, url: string | null }> }, sections: { nodes: Array<{ name: string, slug: string, description: string | null, order: number }> }, articles: { nodes: Array<{ summaryPoints: Array<string>, slug: string, kind: ArticleKind, headline: string, kicker: string | null, standfirst: string | null, byline: string | null, language: string, publishedAt: string | null, readingTimeSeconds: number, topics: Array<{ topic: { name: string, slug: string } }>, quotes: Array<{ placement: Placement, exactText: string, quote: { id: string, saidOn: string | null, occasion: Occasion | null, descriptor: string | null, attribution: { name: string | null, roleTitle: string | null, organizationName: string | null, asWritten: string | null } | null, expert: { name: string, slug: string } | null } }>, section: { name: string, slug: string } | null, credits: Array<{ role: CreditRole, author: { name: string, slug: string } }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } }, editorsPicks: { title: string, items: Array<{ position: number, origin: Origin, pinned: boolean, headline: string, kicker: string | null, trailText: string | null, url: string | null, article: { slug: string, language: string } | null, quote: { articles: Array<string> } | null }> } | null, trending: { asOf: string | null, basis: Basis, edges: Array<{ position: number, why: { lift: number, visitors24h: number }, node: { slug: string, headline: string, language: string } }> }, corrections: { nodes: Array<{ article: string, kind: CorrectionKind, text: string, publishedAt: string }> } };

export type ArticlePageQueryVariables = Exact<{
  by: By;
}>;


export type ArticlePageQuery = { site: { publicationName: string, tagline: string | null, place: string | null, language: string | null, timeZone: string | null, today: { date: string, text: string }, weather: { text: string, place: string | null, condition: string | null, observedAt: string | null, source: string | null } | null, labels: Array<{ key: string, text: string, language: string | null }>, followLinks: Array<{ kind: string, text: string, url: string | null }>, moreLinks: Array<{ kind: string, text: string, url: string | null }>, policies: Array<{ kind: string, text: string, url: string | null }> }, sections: { nodes: Array<{ name: string, slug: string, description: string | null, order: number }> }, article: { id: string, summaryPoints: Array<string>, updatedAt: string, contentWarning: string | null, slug: string, kind: ArticleKind, headline: string, kicker: string | null, standfirst: string | null, byline: string | null, language: string, publishedAt: string | null, readingTimeSeconds: number, dateline: { text: string, date: string | null } | null, topics: Array<{ topic: { name: string, slug: string } }>, credits: Array<{ role: CreditRole, author: { kind: AuthorKind, jobTitle: string | null, bio: string | null, image: string | null, name: string, slug: string, links: Array<{ rel: string, url: string }> } }>, body: { portableText: unknown }, quotes: Array<{ id: string, placement: Placement, exactText: string, parts: Array<{ field: TextField | null, start: number, end: number }>, quote: { id: string, saidOn: string | null, occasion: Occasion | null, descriptor: string | null, original: { text: string, language: string } | null, verification: { status: VerificationStatus | null } | null, attribution: { name: string | null, roleTitle: string | null, organizationName: string | null, asWritten: string | null } | null, expert: { name: string, slug: string } | null } }>, corrections: Array<{ kind: CorrectionKind, text: string, significance: Significance, position: NotePosition, publishedAt: string }>, section: { name: string, slug: string } | null } | null, related: Array<{ headline: string, url: string | null, article: { slug: string, language: string, publishedAt: string | null } | null, why: { topics: Array<{ name: string }>, experts: Array<{ name: string }>, manual: { rel: StoryRelation | null } | null } }>, editorsPicks: { title: string, items: Array<{ position: number, origin: Origin, pinned: boolean, headline: string, kicker: string | null, trailText: string | null, url: string | null, article: { slug: string, language: string } | null, quote: { articles: Array<string> } | null }> } | null, trending: { asOf: string | null, basis: Basis, edges: Array<{ position: number, why: { lift: number, visitors24h: number }, node: { slug: string, headline: string, language: string } }> } };
