// The GraphQL schema by graphql-eslint's strict and Relay rules. Each rule that is tuned says why.
import graphql from "@graphql-eslint/eslint-plugin";

// Values: they have no identity of their own.
const VALUES = [
  "Affiliation", "AiTool", "AiUse", "Alias", "AlternateId", "AlsoQuoted", "ArticleBody", "ArticleChange", "ArticleTopic",
  "AttachedQuote", "AuditEntry", "Attribution", "Credit", "Dateline", "ExpertIdentifiers", "ExpertPrivate",
  "Extraction", "Headlines", "Label", "Link", "Location", "OrganizationIdentifiers", "Original",
  "PageInfo", "QuoteSource", "RelatedStory", "RelatedWhy", "RightOfReply", "Rights", "Seo", "Signals",
  "SiteLink", "Slot", "Source", "Sponsor", "Tdm", "Terms", "Today", "TrendingWhy",
  "UsePart", "Verification", "Verified", "Weather", "Invitation", "MadeToken", "MadeUser",
  // the desk: what belongs to an article
  "CustomRoleAnswer", "Desk", "Embargo", "Grant", "Lock", "Moment",
  // why a release could not go out
  "ReleaseFault",
  // the history of an article: a revision has a number of its own in it
  "ArticleMerge", "ArticleRevision", "BlockChange", "MemberChange", "MergeConflict", "RevisionDiff",
  "RevisionSummary", "WordRun",
  // the same of a list, and when readers see it
  "ListQuery", "ListRevision", "ListRevisionSummary", "ListShowing", "ScheduledList",
  // what readers did
  "AudienceCounts", "AudienceHour", "MostViewedWhy", "Referrer", "RisingWhy", "Stats",
  // there is one
  "Site", "WorkingSite",
];
const VALUE_SUFFIXES = [
  "Candidate", "Connection", "Content", "Edge", "Error", "Item", "Payload", "Reference", "Result",
];

const { configs } = graphql;
const schema = "schema.graphql";

export default [
  {
    files: [schema],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...configs["flat/schema-recommended"].rules,
      ...configs["flat/schema-relay"].rules,
      // `expertise` is a word of its own, no `expert` with something behind it
      "@graphql-eslint/no-typename-prefix": "off",
      "@graphql-eslint/strict-id-in-types": [
        "error",
        { exceptions: { suffixes: VALUE_SUFFIXES, types: VALUES } },
      ],
      // a log that is followed has no way back
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // short lists that belong to one thing, such as the credits of an article, are lists; the
      // newest revision of a thing has the thing's id, so it is no node of its own
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
];
