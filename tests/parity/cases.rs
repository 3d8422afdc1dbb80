//! The use cases, each with its operation of REST and its field of GraphQL. An operation or a
//! field that stands neither here nor in the lists of exceptions makes a test fail.

/// A use case over both transports.
#[derive(Debug)]
pub(super) struct Case {
    /// What scenarios call it.
    pub name: &'static str,
    /// REST's `operationId`.
    pub operation: &'static str,
    /// REST's method.
    pub method: &'static str,
    /// REST's path; `{id}` is what is asked for.
    pub path: &'static str,
    /// Parameters that make REST show what GraphQL shows.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The member of REST's answer that GraphQL gives as a list.
    pub list: Option<&'static str>,
    /// True if GraphQL gives null where REST says 404.
    pub absent_is_null: bool,
    /// GraphQL's root field.
    pub field: &'static str,
}

type Parameters = &'static [(&'static str, &'static str)];

const WORKING: Parameters = &[("view", "working")];
const ALL: Parameters = &[("include", "section,authors,topics,quotes.expert")];
const SUMMARIES: Parameters = &[("include", "section,authors,topics")];

const fn read(
    name: &'static str,
    (operation, path): (&'static str, &'static str),
    field: &'static str,
    parameters: Parameters,
) -> Case {
    Case {
        name,
        operation,
        method: "GET",
        path,
        parameters,
        list: None,
        absent_is_null: true,
        field,
    }
}

const fn list(
    name: &'static str,
    (operation, path, list): (&'static str, &'static str, &'static str),
    field: &'static str,
    parameters: Parameters,
) -> Case {
    Case {
        name,
        operation,
        method: "GET",
        path,
        parameters,
        list: Some(list),
        absent_is_null: false,
        field,
    }
}

const fn write(
    name: &'static str,
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    field: &'static str,
) -> Case {
    Case {
        name,
        operation,
        method,
        path,
        parameters: &[],
        list: None,
        absent_is_null: false,
        field,
    }
}

/// A step of the workflow has the same name everywhere.
const fn step(name: &'static str, path: &'static str) -> Case {
    write(name, name, ("POST", path), name)
}

/// The use cases of one kind of record.
macro_rules! record {
    ($one:literal, $all:literal, $path:literal, $one_path:literal, [$list:literal, $get:literal, $create:literal, $replace:literal, $delete:literal],
     [$working:literal, $working_all:literal, $create_field:literal, $update_field:literal, $delete_field:literal]) => {
        [
            list($all, ($list, $path, "data"), $all, &[]),
            read($one, ($get, $one_path), $one, &[]),
            list($working_all, ($list, $path, "data"), $working_all, WORKING),
            read($working, ($get, $one_path), $working, WORKING),
            write($create_field, $create, ("POST", $path), $create_field),
            write($update_field, $replace, ("PUT", $one_path), $update_field),
            write($delete_field, $delete, ("DELETE", $one_path), $delete_field),
        ]
    };
}

const AUTHORS: [Case; 7] = record!(
    "author",
    "authors",
    "/v1/authors",
    "/v1/authors/{id}",
    ["listAuthors", "getAuthor", "createAuthor", "replaceAuthor", "deleteAuthor"],
    ["workingAuthor", "workingAuthors", "createAuthor", "updateAuthor", "deleteAuthor"]
);
const TOPICS: [Case; 7] = record!(
    "topic",
    "topics",
    "/v1/topics",
    "/v1/topics/{id}",
    ["listTopics", "getTopic", "createTopic", "replaceTopic", "deleteTopic"],
    ["workingTopic", "workingTopics", "createTopic", "updateTopic", "deleteTopic"]
);
const SECTIONS: [Case; 7] = record!(
    "section",
    "sections",
    "/v1/sections",
    "/v1/sections/{id}",
    ["listSections", "getSection", "createSection", "replaceSection", "deleteSection"],
    ["workingSection", "workingSections", "createSection", "updateSection", "deleteSection"]
);
const ORGANIZATIONS: [Case; 7] = record!(
    "organization",
    "organizations",
    "/v1/organizations",
    "/v1/organizations/{id}",
    [
        "listOrganizations",
        "getOrganization",
        "createOrganization",
        "replaceOrganization",
        "deleteOrganization"
    ],
    [
        "workingOrganization",
        "workingOrganizations",
        "createOrganization",
        "updateOrganization",
        "deleteOrganization"
    ]
);
const EXPERTS: [Case; 7] = record!(
    "expert",
    "experts",
    "/v1/experts",
    "/v1/experts/{id}",
    ["listExperts", "getExpert", "createExpert", "replaceExpert", "deleteExpert"],
    ["workingExpert", "workingExperts", "createExpert", "updateExpert", "deleteExpert"]
);
const LISTS: [Case; 7] = record!(
    "list",
    "lists",
    "/v1/lists",
    "/v1/lists/{id}",
    ["listLists", "getList", "createList", "replaceList", "deleteList"],
    ["workingList", "workingLists", "createList", "updateList", "deleteList"]
);

const FRONTS: [Case; 7] = record!(
    "front",
    "fronts",
    "/v1/fronts",
    "/v1/fronts/{id}",
    ["listFronts", "getFront", "createFront", "replaceFront", "deleteFront"],
    ["workingFront", "workingFronts", "createFront", "updateFront", "deleteFront"]
);

/// The steps of the workflow, each an address of its own.
const WORKFLOW: [Case; 11] = [
    step("submitArticle", "/v1/articles/{id}/submit"),
    step("withdrawArticle", "/v1/articles/{id}/withdraw"),
    step("returnArticle", "/v1/articles/{id}/return"),
    step("approveArticle", "/v1/articles/{id}/approve"),
    step("scheduleArticle", "/v1/articles/{id}/schedule"),
    step("unscheduleArticle", "/v1/articles/{id}/unschedule"),
    step("publishArticle", "/v1/articles/{id}/publish"),
    step("unpublishArticle", "/v1/articles/{id}/unpublish"),
    step("killArticle", "/v1/articles/{id}/kill"),
    step("restoreArticle", "/v1/articles/{id}/restore"),
    step("purgeArticle", "/v1/articles/{id}/purge"),
];

const DESK: [Case; 6] = [
    read("desk", ("getDesk", "/v1/articles/{id}/desk"), "desk", &[]),
    list(
        "deskEntries",
        ("listDeskEntries", "/v1/articles/{id}/desk-log", "data"),
        "deskEntries",
        &[],
    ),
    write("updateDesk", "replaceDesk", ("PUT", "/v1/articles/{id}/desk"), "updateDesk"),
    write("noteArticle", "noteArticle", ("POST", "/v1/articles/{id}/notes"), "noteArticle"),
    write("lockArticle", "lockArticle", ("PUT", "/v1/articles/{id}/lock"), "lockArticle"),
    write("unlockArticle", "unlockArticle", ("DELETE", "/v1/articles/{id}/lock"), "unlockArticle"),
];

const PREVIEWS: [Case; 4] = [
    list("previews", ("listPreviews", "/v1/articles/{id}/previews", "items"), "previews", &[]),
    write(
        "createPreview",
        "createPreview",
        ("POST", "/v1/articles/{id}/previews"),
        "createPreview",
    ),
    write("revokePreview", "revokePreview", ("DELETE", "/v1/previews/{id}"), "revokePreview"),
    write(
        "exchangePreview",
        "exchangePreview",
        ("POST", "/v1/previews/exchange"),
        "exchangePreview",
    ),
];

const TRANSLATIONS: [Case; 3] = [
    write(
        "translateArticle",
        "translateArticle",
        ("POST", "/v1/articles/{id}/translations"),
        "translateArticle",
    ),
    write(
        "joinTranslation",
        "joinTranslation",
        ("PUT", "/v1/articles/{id}/translation"),
        "joinTranslation",
    ),
    write(
        "leaveTranslation",
        "leaveTranslation",
        ("DELETE", "/v1/articles/{id}/translation"),
        "leaveTranslation",
    ),
];

const ARTICLES: [Case; 8] = [
    list("articles", ("listArticles", "/v1/articles", "data"), "articles", SUMMARIES),
    read("article", ("getArticle", "/v1/articles/{id}"), "article", ALL),
    list("workingArticles", ("listArticles", "/v1/articles", "data"), "workingArticles", WORKING),
    read("workingArticle", ("getArticle", "/v1/articles/{id}"), "workingArticle", WORKING),
    write("createArticle", "createArticle", ("POST", "/v1/articles"), "createArticle"),
    write("updateArticle", "replaceArticle", ("PUT", "/v1/articles/{id}"), "updateArticle"),
    write("deleteArticle", "deleteArticle", ("DELETE", "/v1/articles/{id}"), "deleteArticle"),
    write("attachQuote", "attachQuote", ("POST", "/v1/articles/{id}/quotes"), "attachQuote"),
];

const QUOTES: [Case; 8] = [
    list("quotes", ("listQuotes", "/v1/quotes", "data"), "quotes", &[]),
    read("quote", ("getQuote", "/v1/quotes/{id}"), "quote", &[]),
    list("workingQuotes", ("listQuotes", "/v1/quotes", "data"), "workingQuotes", WORKING),
    read("workingQuote", ("getQuote", "/v1/quotes/{id}"), "workingQuote", WORKING),
    list("quoteUses", ("listQuoteUses", "/v1/quotes/{id}/uses", "items"), "quoteUses", &[]),
    write("createQuote", "createQuote", ("POST", "/v1/quotes"), "createQuote"),
    write("updateQuote", "replaceQuote", ("PUT", "/v1/quotes/{id}"), "updateQuote"),
    write("deleteQuote", "deleteQuote", ("DELETE", "/v1/quotes/{id}"), "deleteQuote"),
];

const AUDIENCE: [Case; 4] = [
    read("stats", ("getStats", "/v1/stats"), "stats", &[]),
    list(
        "trendingRules",
        ("listTrendingRules", "/v1/trending/rules", "items"),
        "trendingRules",
        &[],
    ),
    write(
        "createTrendingRule",
        "createTrendingRule",
        ("POST", "/v1/trending/rules"),
        "createTrendingRule",
    ),
    write(
        "endTrendingRule",
        "endTrendingRule",
        ("DELETE", "/v1/trending/rules/{id}"),
        "endTrendingRule",
    ),
];

const FRONT: [Case; 13] = [
    read("site", ("getSite", "/v1/site"), "site", &[]),
    read("workingSite", ("getSite", "/v1/site"), "workingSite", WORKING),
    write("updateSite", "replaceSite", ("PUT", "/v1/site"), "updateSite"),
    write("setWeather", "setWeather", ("PUT", "/v1/site/weather"), "setWeather"),
    read("editorsPicks", ("getEditorsPicks", "/v1/editors-picks"), "editorsPicks", &[]),
    read("trending", ("getTrending", "/v1/trending"), "trending", &[]),
    read("mostViewed", ("getMostViewed", "/v1/most-viewed"), "mostViewed", &[]),
    read("rising", ("getRising", "/v1/rising"), "rising", &[]),
    list("related", ("getRelated", "/v1/articles/{id}/related", "items"), "related", &[]),
    list(
        "alsoQuoted",
        ("getAlsoQuoted", "/v1/articles/{id}/also-quoted", "items"),
        "alsoQuoted",
        &[],
    ),
    list("corrections", ("listCorrections", "/v1/corrections", "data"), "corrections", &[]),
    write(
        "publishCorrection",
        "publishCorrection",
        ("POST", "/v1/articles/{id}/corrections"),
        "publishCorrection",
    ),
    read("me", ("getMe", "/v1/me"), "me", &[]),
];

const ACCOUNTS: [Case; 14] = [
    list("users", ("listUsers", "/v1/users", "data"), "users", &[]),
    read("user", ("getUser", "/v1/users/{id}"), "user", &[]),
    write("createUser", "createUser", ("POST", "/v1/users"), "createUser"),
    write("updateUser", "replaceUser", ("PUT", "/v1/users/{id}"), "updateUser"),
    list("sessions", ("listSessions", "/v1/auth/sessions", "items"), "sessions", &[]),
    write("endSession", "endSession", ("DELETE", "/v1/auth/sessions/{id}"), "endSession"),
    write("endSessions", "endSessions", ("DELETE", "/v1/auth/sessions"), "endSessions"),
    write(
        "endSessionsOfUser",
        "endSessionsOfUser",
        ("DELETE", "/v1/users/{id}/sessions"),
        "endSessions",
    ),
    list("roles", ("listRoles", "/v1/roles", "items"), "roles", &[]),
    write("saveRole", "saveRole", ("PUT", "/v1/roles/{id}"), "saveRole"),
    write("deleteRole", "deleteRole", ("DELETE", "/v1/roles/{id}"), "deleteRole"),
    list("tokens", ("listTokens", "/v1/tokens", "items"), "tokens", &[]),
    write("createToken", "createToken", ("POST", "/v1/tokens"), "createToken"),
    write("deleteToken", "deleteToken", ("DELETE", "/v1/tokens/{id}"), "deleteToken"),
];

const HISTORY: [Case; 7] = [
    Case {
        absent_is_null: true,
        ..list(
            "revisions",
            ("listRevisions", "/v1/articles/{id}/revisions", "data"),
            "revisions",
            &[],
        )
    },
    read("revision", ("getRevision", "/v1/articles/{id}/revisions/{number}"), "revision", &[]),
    read(
        "revisionDiff",
        ("diffRevisions", "/v1/articles/{id}/revisions/{number}/diff"),
        "revisionDiff",
        &[],
    ),
    read("autosave", ("getAutosave", "/v1/articles/{id}/autosave"), "autosave", &[]),
    write("keepAutosave", "keepAutosave", ("PUT", "/v1/articles/{id}/autosave"), "keepAutosave"),
    write("dropAutosave", "dropAutosave", ("DELETE", "/v1/articles/{id}/autosave"), "dropAutosave"),
    write(
        "restoreRevision",
        "restoreRevision",
        ("POST", "/v1/articles/{id}/revisions/{number}/restore"),
        "restoreRevision",
    ),
];

const RELEASES: [Case; 9] = [
    list("releases", ("listReleases", "/v1/releases", "data"), "releases", &[]),
    read("release", ("getRelease", "/v1/releases/{id}"), "release", &[]),
    write("createRelease", "createRelease", ("POST", "/v1/releases"), "createRelease"),
    write("updateRelease", "replaceRelease", ("PUT", "/v1/releases/{id}"), "updateRelease"),
    write("deleteRelease", "deleteRelease", ("DELETE", "/v1/releases/{id}"), "deleteRelease"),
    step("publishRelease", "/v1/releases/{id}/release"),
    step("scheduleRelease", "/v1/releases/{id}/schedule"),
    step("unscheduleRelease", "/v1/releases/{id}/unschedule"),
    step("undoRelease", "/v1/releases/{id}/undo"),
];

const LIST_STEPS: [Case; 7] = [
    step("publishList", "/v1/lists/{id}/publish"),
    step("unscheduleList", "/v1/lists/{id}/unschedule"),
    step("rollbackList", "/v1/lists/{id}/rollback"),
    step("unpublishList", "/v1/lists/{id}/unpublish"),
    read("listPreview", ("getList", "/v1/lists/{id}"), "listPreview", &[("view", "preview")]),
    Case {
        absent_is_null: true,
        ..list(
            "listRevisions",
            ("listListRevisions", "/v1/lists/{id}/revisions", "data"),
            "listRevisions",
            &[],
        )
    },
    read(
        "listRevision",
        ("getListRevision", "/v1/lists/{id}/revisions/{number}"),
        "listRevision",
        &[],
    ),
];

const LEDGERS: [Case; 2] = [
    list("auditLog", ("listAudit", "/v1/audit", "data"), "auditLog", &[]),
    list("changes", ("listChanges", "/v1/changes", "data"), "changes", &[]),
];

/// All of them.
pub(super) fn cases() -> impl Iterator<Item = &'static Case> {
    const ALL_CASES: [&[Case]; 20] = [
        &ARTICLES,
        &WORKFLOW,
        &DESK,
        &PREVIEWS,
        &TRANSLATIONS,
        &QUOTES,
        &FRONT,
        &AUTHORS,
        &TOPICS,
        &SECTIONS,
        &ORGANIZATIONS,
        &EXPERTS,
        &LISTS,
        &FRONTS,
        &LIST_STEPS,
        &ACCOUNTS,
        &HISTORY,
        &RELEASES,
        &LEDGERS,
        &AUDIENCE,
    ];
    ALL_CASES.into_iter().flatten()
}

/// The use case of a name.
pub(super) fn case(name: &str) -> &'static Case {
    cases().find(|case| case.name == name).unwrap_or_else(|| panic!("no use case {name}"))
}

/// What REST alone has, and why.
pub(super) const REST_ONLY: [(&str, &str); 23] = [
    ("logIn", "a page of its own sends it; GraphQL takes what it gives"),
    ("logOut", "ends what logIn began"),
    ("refreshSession", "goes on with what logIn began"),
    ("setUp", "once in the life of a newsroom, from a page of its own"),
    ("countView", "an image that a page shows where no script runs"),
    ("countEvents", "sendBeacon sends it while a page is left"),
    ("getBeacon", "a script that pages load"),
    ("changeArticles", "results have two forms: tests/rest/batch.rs compares them"),
    ("changeArticle", "a patch is a replacement by what it leaves"),
    ("changeQuote", "a patch is a replacement by what it leaves"),
    ("changeAuthor", "a patch is a replacement by what it leaves"),
    ("changeTopic", "a patch is a replacement by what it leaves"),
    ("changeSection", "a patch is a replacement by what it leaves"),
    ("changeOrganization", "a patch is a replacement by what it leaves"),
    ("changeExpert", "a patch is a replacement by what it leaves"),
    ("changeList", "a patch is a replacement by what it leaves"),
    ("changeFront", "a patch is a replacement by what it leaves"),
    ("changeRelease", "a patch is a replacement by what it leaves"),
    ("changeUser", "a patch is a replacement by what it leaves"),
    ("changePassword", "a page of its own sends it, as logIn"),
    ("requestPasswordReset", "a page of its own sends it, as logIn"),
    ("completePasswordReset", "the page that the link leads to sends it"),
    ("exportAudit", "lines of JSON without an end to wait for; GraphQL has pages"),
];

/// What GraphQL alone has, and why.
pub(super) const GRAPHQL_ONLY: [(&str, &str); 6] = [
    ("changeArticles", "results have two forms: tests/rest/batch.rs compares them"),
    ("node", "an address of REST says the kind of what it leads to"),
    ("nodes", "an address of REST says the kind of what it leads to"),
    ("articlePublished", "an answer that goes on; REST is asked again with the entity tag"),
    ("articleChanged", "an answer that goes on; REST is asked again for the working view"),
    ("listChanged", "an answer that goes on; REST is asked again with the entity tag"),
];
