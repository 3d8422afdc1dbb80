//! `/v1/authors`, `/v1/topics`, `/v1/sections`, `/v1/organizations`, `/v1/experts`: the same operations on each.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::id::Revision;
use domain::record::{Entity, Stored};
use newsroom::{Found, Page, PointingAt, Reading, View};
use serde_json::json;
use uuid::Uuid;

use super::{Member, handle, page, patched, resource, view};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::fields::Fields;
use crate::dto::record::RecordApi;
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

pub(super) fn routes(config: &mut ServiceConfig) {
    authors::routes(config);
    topics::routes(config);
    sections::routes(config);
    organizations::routes(config);
    experts::routes(config);
}

pub(super) async fn list<T: RecordApi>(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let filters = filters(T::ENTITY);
    let mut known = vec!["view", "fields", "limit", "count", "cursor"];
    known.extend(filters.iter().map(|(name, _)| *name));
    let query = Query::read(&request, &known)?;
    let view = view(&query)?;
    let fields = Fields::read::<T::Shown>(&query, view)?;
    let pointing_at = pointing_at(&query, filters)?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found: Page<Stored<T>> = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, view)?;
            reading.records::<T>(seen, &pointing_at, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::record_place);
    if view == View::Working {
        let data: Vec<_> =
            found.items.iter().map(dto::record::working).collect::<Result<_, _>>()?;
        return Ok(answer::working(StatusCode::OK, None, &json!({ "data": data, "page": info })));
    }
    let link = info.link(&request);
    let data: Vec<_> = found.items.iter().map(dto::record::shown).collect::<Result<_, _>>()?;
    let mut shown = json!({ "data": data, "page": info });
    let keys = Keys::of(&shown).and(T::PLURAL).with(seen_by(T::ENTITY));
    fields.trim_all(&mut shown);
    answer::public(&request, &shown, keys, link)
}

/// The kinds of things because of which readers see one of a kind.
const fn seen_by(entity: Entity) -> &'static [&'static str] {
    match entity {
        Entity::Author | Entity::Topic | Entity::Section | Entity::Quote => &["articles"],
        Entity::Expert | Entity::Organization => &["articles", "quotes"],
        Entity::Article
        | Entity::Correction
        | Entity::List
        | Entity::Front
        | Entity::Site
        | Entity::Weather => &[],
    }
}

/// The parameters that choose among a kind, each with the kind of thing that it names.
const fn filters(entity: Entity) -> &'static [(&'static str, Entity)] {
    match entity {
        Entity::Expert => &[("organization", Entity::Organization), ("topic", Entity::Topic)],
        Entity::Organization => &[("parent", Entity::Organization)],
        Entity::Section => &[("parent", Entity::Section)],
        Entity::Article
        | Entity::Author
        | Entity::Topic
        | Entity::Quote
        | Entity::Correction
        | Entity::List
        | Entity::Front
        | Entity::Site
        | Entity::Weather => &[],
    }
}

fn pointing_at(query: &Query, filters: &[(&str, Entity)]) -> Result<Vec<PointingAt>, Problem> {
    let mut groups = Vec::new();
    for (name, entity) in filters {
        let wanted = query.wanted(name, handle)?;
        if !wanted.none_of.is_empty() {
            return Err(fault(name, "invalid_value", "ids or slugs without a leading `-`"));
        }
        let group = |handles| PointingAt { entity: *entity, handles };
        groups.extend(wanted.all_of.into_iter().map(group));
    }
    Ok(groups)
}

async fn get<T: RecordApi>(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["view", "fields"])?;
    let (view, handle) = (view(&query)?, path.into_inner());
    let fields = Fields::read::<T::Shown>(&query, view)?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, view)?;
            reading.record::<T>(seen, &handle)
        })
        .await?;
    match (found, view) {
        (Found::Moved { slug }, _) => Ok(answer::moved(&format!("/v1/{}/{slug}", T::PLURAL))),
        (Found::Here(stored), View::Working) => working(StatusCode::OK, &stored),
        (Found::Here(stored), View::Public) => {
            let mut shown = dto::members(&dto::record::shown(&stored)?)?.into();
            let keys = Keys::of(&shown).with(seen_by(T::ENTITY));
            fields.trim(&mut shown);
            answer::public(&request, &shown, keys, None)
        }
    }
}

pub(super) fn working<T: RecordApi>(
    status: StatusCode,
    stored: &Stored<T>,
) -> Result<HttpResponse, Problem> {
    let shown = dto::record::working(stored)?;
    Ok(answer::working(status, Some(stored.stamp.revision), &shown))
}

pub(super) async fn create<T: RecordApi>(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let content = T::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.create_record(actor, content)?;
        let path = format!("/v1/{}/{}", T::PLURAL, made.id);
        Changed::made(path, made.stamp.revision, &dto::record::working(&made)?)
    })
    .await
}

async fn revise<T: RecordApi>(
    app: Data<App>,
    member: Member,
    (id, expected): (Uuid, Revision),
    content: T,
) -> Result<HttpResponse, Problem> {
    let saved = app.run(move |n| n.revise_record(&member.0.actor, id, expected, content)).await?;
    working(StatusCode::OK, &saved)
}

pub(super) async fn replace<T: RecordApi>(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (dto::id(&path)?, if_match(&request)?);
    revise::<T>(app, member, of, T::parse(body.object()?)?).await
}

pub(super) async fn patch<T: RecordApi>(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    let of = (dto::id(&path)?, if_match(&request)?);
    let actor = member.0.actor.clone();
    let before = app.run(move |n| n.working_record::<T>(&actor, of.0)).await?;
    if before.stamp.revision != of.1 {
        let current = before.stamp.revision;
        return Err(newsroom::NewsroomError::Stale { current }.into());
    }
    let document = dto::members(&before.content)?;
    revise::<T>(app, member, of, T::parse(patched(document.into(), body)?)?).await
}

pub(super) async fn delete<T: RecordApi>(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (id, expected) = (dto::id(&path)?, if_match(&request)?);
    app.run(move |n| n.delete_record::<T>(&member.0.actor, id, expected)).await?;
    Ok(answer::nothing())
}

/// The handlers of one kind of record, with what the contract says of each.
macro_rules! endpoints {
    ($module:ident, $domain:ty, $all:literal, $one:literal, $tag:literal,
     [$(($filter:literal, $about:literal)),*],
     [$input:ident, $working:ident, $shown:ident, $page:ident],
     [$list:literal, $get:literal, $create:literal, $replace:literal, $patch:literal, $delete:literal]) => {
        #[doc = concat!("`", $all, "`.")]
        pub mod $module {
            use super::*;
            use crate::dto::record::{$input, $page, $shown, $working};

            pub(super) fn routes(config: &mut ServiceConfig) {
                config
                    .service(
                        resource($all, "GET, HEAD, OPTIONS, POST")
                            .route(web::get().to(list))
                            .route(web::post().to(create)),
                    )
                    .service(
                        resource($one, "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                            .route(web::get().to(get))
                            .route(web::put().to(replace))
                            .route(web::patch().to(patch))
                            .route(web::delete().to(delete)),
                    );
            }

            /// Lists them in the order of their names; sections in their own order.
            #[utoipa::path(get, path = $all, operation_id = $list, tag = $tag,
                params(
                    ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
                    ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
                    $(($filter = Option<String>, Query, description = $about),)*
                    ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
                    ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
                    ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
                ),
                responses((status = 200, description = "A page", body = $page)))]
            pub(crate) async fn list(request: HttpRequest, app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
                super::list::<$domain>(request, app, caller).await
            }

            /// Reads one by its id or slug.
            #[utoipa::path(get, path = $one, operation_id = $get, tag = $tag,
                params(
                    ("id" = String, Path, description = "Its id or slug; an old slug answers 308"),
                    ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
                    ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
                ),
                responses((status = 200, description = "It", body = $shown), (status = 308, description = "It has another slug now")))]
            pub(crate) async fn get(request: HttpRequest, path: Path<String>, app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
                super::get::<$domain>(request, path, app, caller).await
            }

            /// Makes one.
            #[utoipa::path(post, path = $all, operation_id = $create, tag = $tag,
                request_body = $input, security(("bearer" = [])),
                responses((status = 201, description = "What was made", body = $working)))]
            pub(crate) async fn create(request: HttpRequest, member: Member, app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
                super::create::<$domain>(request, member, app, body).await
            }

            /// Replaces its document by a new revision.
            #[utoipa::path(put, path = $one, operation_id = $replace, tag = $tag,
                params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
                request_body = $input, security(("bearer" = [])),
                responses((status = 200, description = "The new revision", body = $working)))]
            pub(crate) async fn replace(request: HttpRequest, member: Member, path: Path<String>, app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
                super::replace::<$domain>(request, member, path, app, body).await
            }

            /// Changes members of its document; the result is a new revision.
            #[utoipa::path(patch, path = $one, operation_id = $patch, tag = $tag,
                params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
                request_body(content(($input = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
                security(("bearer" = [])),
                responses((status = 200, description = "The new revision", body = $working)))]
            pub(crate) async fn patch(request: HttpRequest, member: Member, path: Path<String>, app: Data<App>, body: PatchBody) -> Result<HttpResponse, Problem> {
                super::patch::<$domain>(request, member, path, app, body).await
            }

            /// Deletes one that nothing points at.
            #[utoipa::path(delete, path = $one, operation_id = $delete, tag = $tag,
                params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
                security(("bearer" = [])),
                responses((status = 204, description = "It is gone")))]
            pub(crate) async fn delete(request: HttpRequest, member: Member, path: Path<String>, app: Data<App>) -> Result<HttpResponse, Problem> {
                super::delete::<$domain>(request, member, path, app).await
            }
        }
    };
}

endpoints!(
    authors,
    domain::author::Author,
    "/v1/authors",
    "/v1/authors/{id}",
    "authors",
    [],
    [AuthorInput, WorkingAuthor, Author, AuthorPage],
    ["listAuthors", "getAuthor", "createAuthor", "replaceAuthor", "changeAuthor", "deleteAuthor"]
);
endpoints!(
    topics,
    domain::topic::Topic,
    "/v1/topics",
    "/v1/topics/{id}",
    "topics",
    [],
    [TopicInput, WorkingTopic, Topic, TopicPage],
    ["listTopics", "getTopic", "createTopic", "replaceTopic", "changeTopic", "deleteTopic"]
);
endpoints!(
    sections,
    domain::section::Section,
    "/v1/sections",
    "/v1/sections/{id}",
    "sections",
    [("parent", "Parts of one of these: ids or slugs, comma is OR, repeating is AND")],
    [SectionInput, WorkingSection, Section, SectionPage],
    [
        "listSections",
        "getSection",
        "createSection",
        "replaceSection",
        "changeSection",
        "deleteSection"
    ]
);
endpoints!(
    organizations,
    domain::organization::Organization,
    "/v1/organizations",
    "/v1/organizations/{id}",
    "organizations",
    [("parent", "Parts of one of these: ids or slugs, comma is OR, repeating is AND")],
    [OrganizationInput, WorkingOrganization, Organization, OrganizationPage],
    [
        "listOrganizations",
        "getOrganization",
        "createOrganization",
        "replaceOrganization",
        "changeOrganization",
        "deleteOrganization"
    ]
);
endpoints!(
    experts,
    domain::expert::Expert,
    "/v1/experts",
    "/v1/experts/{id}",
    "experts",
    [
        (
            "organization",
            "With an office, present or past, at one of these: ids or slugs, comma is OR, repeating is AND"
        ),
        ("topic", "Who know about one of these, as `organization`")
    ],
    [ExpertInput, WorkingExpert, Expert, ExpertPage],
    ["listExperts", "getExpert", "createExpert", "replaceExpert", "changeExpert", "deleteExpert"]
);
