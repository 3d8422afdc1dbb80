//! GraphQL, `/graphql`: the same use cases and shapes as REST, in one snapshot for each request.

pub mod accounts;
pub mod allowance;
pub mod around;
pub mod audience;
pub mod autosave;
pub mod change;
pub mod connection;
pub mod desk;
pub mod fronts;
pub mod http;
pub mod ledger;
pub mod lists;
pub mod live;
pub mod mutation;
pub mod node;
pub mod order;
pub mod previews;
pub mod query;
pub mod quotes;
pub mod records;
pub mod related;
pub mod releases;
pub mod revisions;
pub mod roles;
pub mod translations;
pub mod transport;
pub mod trending;
pub mod user_error;
pub mod users;
pub mod workflow;

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, ErrorExtensions as _, MergedObject, Schema};
use domain::time::Timestamp;
use newsroom::{NewsroomError, Reading};

use crate::auth::{App, Caller};
use crate::web::problem::Problem;

/// The root of queries.
#[derive(MergedObject, Default)]
pub struct Query(
    query::ArticleQueries,
    node::NodeQueries,
    quotes::QuoteQueries,
    around::AroundQueries,
    fronts::FrontPageQueries,
    related::RelatedQueries,
    trending::TrendingQueries,
    audience::AudienceQueries,
    records::author::Queries,
    records::authors::Queries,
    records::topic::Queries,
    records::topics::Queries,
    records::section::Queries,
    records::sections::Queries,
    records::organization::Queries,
    records::organizations::Queries,
    records::expert::Queries,
    records::experts::Queries,
    records::lists::Queries,
    records::fronts::Queries,
    lists::ListQueries,
    accounts::AccountQueries,
    desk::DeskQueries,
    users::UserQueries,
    roles::RoleQueries,
    revisions::RevisionQueries,
    autosave::AutosaveQueries,
    previews::PreviewQueries,
    releases::ReleaseQueries,
    ledger::LedgerQueries,
);

/// The root of mutations.
#[derive(MergedObject, Default)]
pub struct Mutation(
    mutation::ArticleMutations,
    workflow::WorkflowMutations,
    desk::DeskMutations,
    quotes::QuoteMutations,
    around::AroundMutations,
    audience::AudienceMutations,
    mutation::authors::Mutations,
    mutation::topics::Mutations,
    mutation::sections::Mutations,
    mutation::organizations::Mutations,
    mutation::experts::Mutations,
    mutation::lists::Mutations,
    mutation::fronts::Mutations,
    lists::ListMutations,
    users::UserMutations,
    roles::RoleMutations,
    revisions::RevisionMutations,
    autosave::AutosaveMutations,
    previews::PreviewMutations,
    releases::ReleaseMutations,
    translations::TranslationMutations,
);

/// The schema.
pub type NewsroomSchema = Schema<Query, Mutation, live::Subscription>;

/// How deep a query may be nested; introspection needs 13.
const DEPTH_MAX: usize = 15;

/// Builds the schema.
pub fn schema() -> NewsroomSchema {
    Schema::build(Query::default(), Mutation::default(), live::Subscription)
        .limit_depth(DEPTH_MAX)
        .extension(allowance::Allowance)
        .extension(order::InOrder)
        .finish()
}

/// The schema as a document (SDL), with where its scalars are specified.
pub fn sdl(schema: &NewsroomSchema) -> String {
    schema.sdl_with_options(async_graphql::SDLExportOptions::new().include_specified_by())
}

/// The one reading of a request, opened when it is first needed.
#[derive(Clone, Default)]
pub(crate) struct Snapshot(Arc<Held>);

#[derive(Default)]
struct Held {
    reading: Mutex<Option<Reading>>,
    left_seconds: Mutex<Option<i64>>,
}

impl Snapshot {
    /// Notes how long something that was read holds, if it has an end.
    pub(crate) fn holds_for(&self, seconds: Option<i64>) {
        let mut left = self.0.left_seconds.lock().unwrap_or_else(PoisonError::into_inner);
        *left = [*left, seconds].into_iter().flatten().min();
    }

    /// Notes when something that was read ends, if it does.
    pub(crate) fn holds_until(
        &self,
        context: &Context<'_>,
        end: Option<Timestamp>,
    ) -> async_graphql::Result<()> {
        let now = context.data::<App>()?.newsroom.now();
        self.holds_for(end.map(|end| now.seconds_until(end)));
        Ok(())
    }

    /// How long all that was read holds, if any of it has an end.
    pub(crate) fn left_seconds(&self) -> Option<i64> {
        *self.0.left_seconds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ending a reading waits for the database, which the thread that serves sockets may not.
impl Drop for Held {
    fn drop(&mut self) {
        let reading = self.reading.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(reading), Ok(runtime)) = (reading, tokio::runtime::Handle::try_current()) {
            runtime.spawn_blocking(move || drop(reading));
        }
    }
}

/// Reads in the request's snapshot, on a thread where waiting is allowed.
pub(crate) async fn read<T: Send + 'static>(
    context: &Context<'_>,
    work: impl FnOnce(&mut Reading, &Caller) -> Result<T, NewsroomError> + Send + 'static,
) -> async_graphql::Result<T> {
    let app = context.data::<App>()?;
    let caller = context.data::<Caller>()?.clone();
    let snapshot = context.data::<Snapshot>()?.clone();
    let done = app
        .run(move |newsroom| {
            let mut held = snapshot.0.reading.lock().unwrap_or_else(PoisonError::into_inner);
            let mut reading = match held.take() {
                Some(reading) => reading,
                None => newsroom.reading()?,
            };
            let done = work(&mut reading, &caller);
            *held = Some(reading);
            done
        })
        .await;
    done.map_err(|problem| failure(&problem))
}

/// The word that REST and the domain have for a value of an enum.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// A problem as a GraphQL error: the code of REST stands in its extensions.
pub(crate) fn failure(problem: &Problem) -> async_graphql::Error {
    if problem.code().status >= 500 {
        tracing::error!(
            error.code = problem.code().code,
            error.chain = problem.cause().unwrap_or("")
        );
    }
    let (code, words) = (problem.code().code, problem.words().to_owned());
    async_graphql::Error::new(words).extend_with(|_, to| to.set("code", code))
}
