// The two requests of the two pages. Types of their answers stand in types/graphql.d.ts.

const SITE_FRAME = /* GraphQL */ `
  fragment SiteFrame on Site {
    publicationName
    tagline
    place
    language
    timeZone
    today { date text }
    weather { text place condition observedAt source }
    labels { key text language }
    followLinks { kind text url }
    moreLinks { kind text url }
    policies { kind text url }
  }
`;

const SECTION_LINK = /* GraphQL */ `
  fragment SectionLink on Section { name slug description order }
`;

const STORY = /* GraphQL */ `
  fragment Story on Article {
    slug
    kind
    headline
    kicker
    standfirst
    byline
    language
    publishedAt
    readingTimeSeconds
    section { name slug }
    credits { role author { name slug } }
  }
`;

const SPEAKER = /* GraphQL */ `
  fragment Speaker on Quote {
    id
    saidOn
    occasion
    descriptor
    attribution { name roleTitle organizationName asWritten }
    expert { name slug }
  }
`;

const PICKS = /* GraphQL */ `
  fragment Picks on FrontList {
    title
    items {
      position
      origin
      pinned
      headline
      kicker
      trailText
      url
      article { slug language }
      quote { articles }
    }
  }
`;

const TRENDING = /* GraphQL */ `
  fragment Trending on TrendingConnection {
    asOf
    basis
    edges {
      position
      why { lift visitors24h }
      node { slug headline language }
    }
  }
`;

/** All that the front page shows. */
export const FRONT_PAGE = /* GraphQL */ `
  query FrontPage($where: ArticleWhere!, $first: Int!, $after: String) {
    site { ...SiteFrame }
    sections(first: 20) { nodes { ...SectionLink } }
    articles(first: $first, after: $after, where: $where) {
      nodes {
        ...Story
        summaryPoints
        topics { topic { name slug } }
        quotes { placement exactText quote { ...Speaker } }
      }
      pageInfo { hasNextPage endCursor }
    }
    editorsPicks(first: 10) { ...Picks }
    trending(first: 5) { ...Trending }
    corrections(first: 3) { nodes { article kind text publishedAt } }
  }
  ${SITE_FRAME}
  ${SECTION_LINK}
  ${STORY}
  ${SPEAKER}
  ${PICKS}
  ${TRENDING}
`;

/** All that a reader sees on an article's page. */
export const ARTICLE_PAGE = /* GraphQL */ `
  query ArticlePage($by: By!) {
    site { ...SiteFrame }
    sections(first: 20) { nodes { ...SectionLink } }
    article(by: $by) {
      id
      ...Story
      summaryPoints
      updatedAt
      contentWarning
      dateline { text date }
      topics { topic { name slug } }
      credits { author { kind jobTitle bio image links { rel url } } }
      body { portableText }
      quotes {
        id
        placement
        exactText
        parts { field start end }
        quote {
          ...Speaker
          original { text language }
          verification { status }
        }
      }
      corrections { kind text significance position publishedAt }
    }
    related(by: $by, first: 5) {
      headline
      url
      article { slug language publishedAt }
      why { topics { name } experts { name } manual { rel } }
    }
    editorsPicks(first: 10) { ...Picks }
    trending(first: 5) { ...Trending }
  }
  ${SITE_FRAME}
  ${SECTION_LINK}
  ${STORY}
  ${SPEAKER}
  ${PICKS}
  ${TRENDING}
`;
