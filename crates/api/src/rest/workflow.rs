//! `/v1/articles/{article}/…`: the steps of the workflow, each an address of its own.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::article::{DeskNote, Step, Transition};
use domain::id::ArticleId;
use newsroom::Newsroom;

use super::articles::id;
use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::article::WorkingArticle;
use crate::dto::desk::{PublishInput, ReasonedStepInput, ScheduleInput, StepInput};
use crate::web::answer;
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::OptionalBody;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

/// Makes the operations: their words, addresses, and what they take.
macro_rules! steps {
    ($($(#[$about:meta])* $name:ident $path:literal $operation:literal $transition:ident
        ($body:ty) -> ($status:literal, $left:literal $(, $shown:ty)?);)*) => {
        pub(super) fn routes(config: &mut ServiceConfig) {
            $(config.service(resource($path, "OPTIONS, POST").route(web::post().to($name)));)*
        }

        $(
            $(#[$about])*
            #[utoipa::path(post, path = $path, operation_id = $operation, tag = "workflow",
                params(
                    ("article" = Uuid, Path, description = "Its id"),
                    ("dryRun" = Option<bool>, Query, description = "`true` to be told what would be, without doing it"),
                    ("If-Match" = String, Header, description = "The ETag of the working view")),
                request_body = $body, security(("bearer" = [])),
                responses((status = $status, description = $left $(, body = $shown)?)))]
            pub(super) async fn $name(
                request: HttpRequest,
                member: Member,
                path: Path<String>,
                app: Data<App>,
                body: OptionalBody,
            ) -> Result<HttpResponse, Problem> {
                take(request, member, (path, Transition::$transition), app, body).await
            }
        )*
    };
}

steps! {
    /// Hands an article in for review.
    submit "/v1/articles/{article}/submit" "submitArticle" Submit
        (Option<StepInput>) -> (200, "It is read by the desk", WorkingArticle);
    /// Takes an article back that was handed in or approved.
    withdraw "/v1/articles/{article}/withdraw" "withdrawArticle" Withdraw
        (Option<StepInput>) -> (200, "It is written again", WorkingArticle);
    /// Gives an article back to whoever wrote it, with a note.
    give_back "/v1/articles/{article}/return" "returnArticle" Return
        (ReasonedStepInput) -> (200, "It is written again", WorkingArticle);
    /// Says that an article may go out.
    approve "/v1/articles/{article}/approve" "approveArticle" Approve
        (Option<StepInput>) -> (200, "It may go out", WorkingArticle);
    /// Says when an article goes out: from then on readers see the revision that is the newest now.
    schedule "/v1/articles/{article}/schedule" "scheduleArticle" Schedule
        (ScheduleInput) -> (200, "It goes out then", WorkingArticle);
    /// Takes back when an article goes out.
    unschedule "/v1/articles/{article}/unschedule" "unscheduleArticle" Unschedule
        (Option<StepInput>) -> (200, "It waits", WorkingArticle);
    /// Shows the newest revision to readers.
    publish "/v1/articles/{article}/publish" "publishArticle" Publish
        (Option<PublishInput>) -> (200, "Readers see it", WorkingArticle);
    /// Takes an article from readers.
    unpublish "/v1/articles/{article}/unpublish" "unpublishArticle" Unpublish
        (Option<StepInput>) -> (200, "Readers no longer see it", WorkingArticle);
    /// Withdraws an article for good, for reasons of law.
    kill "/v1/articles/{article}/kill" "killArticle" Kill
        (ReasonedStepInput) -> (200, "It is withdrawn", WorkingArticle);
    /// Takes an article out of the trash, or brings one back that was killed; readers do not see it.
    restore "/v1/articles/{article}/restore" "restoreArticle" Restore
        (Option<StepInput>) -> (200, "It is there again", WorkingArticle);
    /// Deletes an article that is in the trash, with its history.
    purge "/v1/articles/{article}/purge" "purgeArticle" Purge
        (Option<StepInput>) -> (204, "It is gone");
}

/// Takes a step, or tries it.
async fn take(
    request: HttpRequest,
    member: Member,
    (path, transition): (Path<String>, Transition),
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    let dry = Query::read(&request, &["dryRun"])?.flag("dryRun")?;
    let of = (id(&path)?, if_match(&request)?);
    let asked = Asked::of(&request, member.0, body.0.as_ref())?;
    let step = Step::parse(transition, body.object()?)?;
    let work = move |newsroom: &Newsroom, actor: &domain::actor::Actor| {
        let taken = newsroom.take_step(actor, of, &step)?;
        let Some(working) = taken else { return Ok(Changed::gone()) };
        let revision = working.view.row.head_revision;
        Changed::saved(Some(revision), &dto::article::working(&working)?)
    };
    app.change_or_try(asked, dry, work).await
}

/// Puts an article into the trash.
#[utoipa::path(delete, path = "/v1/articles/{article}", operation_id = "deleteArticle", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("note" = Option<String>, Query, description = "A word for the desk, up to 2,000 characters"),
        ("dryRun" = Option<bool>, Query, description = "`true` to be told whether it could be, without doing it"),
        ("If-Match" = String, Header, description = "The ETag of the working view")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is in the trash")))]
pub(super) async fn trash(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["note", "dryRun"])?;
    let dry = query.flag("dryRun")?;
    let of: (ArticleId, _) = (id(&path)?, if_match(&request)?);
    let note = query.one("note")?.map(DeskNote::parse).transpose();
    let note = note.map_err(|rule| fault("note", rule.code, rule.detail))?;
    let step = Step::plain(Transition::Trash)?.saying(note);
    app.run(move |newsroom| {
        let take = |n: &Newsroom| n.take_step(&member.0.actor, of, &step);
        if dry { newsroom.dry_run(take) } else { take(newsroom) }
    })
    .await?;
    Ok(answer::nothing())
}
