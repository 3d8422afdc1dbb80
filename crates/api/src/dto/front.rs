//! Fronts as readers see them.

use async_graphql::{ID, SimpleObject};
use newsroom::FrontView as View;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::list::{FrontList, summarised};
use super::time::DateTime;
use super::{list, members};
use crate::web::problem::Problem;

/// A front with what its lists show.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FrontView {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Its address.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    /// What it is called, such as "Home".
    #[schema(max_length = 200)]
    pub title: String,
    /// When an editor last changed it; each of its lists says when it was changed itself.
    pub updated_at: DateTime,
    /// Its lists in order, of those that readers see.
    #[schema(max_items = 30)]
    pub lists: Vec<FrontList>,
}

/// A front that readers see.
pub(crate) fn shown(view: &View) -> Result<FrontView, Problem> {
    let stored = &view.stored;
    Ok(FrontView {
        id: ID(stored.id.to_string()),
        slug: stored.slug.as_str().to_owned(),
        title: stored.content.title.as_str().to_owned(),
        updated_at: stored.stamp.shown_at.into(),
        lists: view.lists.iter().map(list::curated).collect::<Result<_, _>>()?,
    })
}

/// The same with summaries in place of articles, as REST's lists have them.
pub(crate) fn brief(view: &View) -> Result<Value, Problem> {
    let shown = shown(view)?;
    let mut front: Value = members(&shown)?.into();
    let lists = shown.lists.iter().map(summarised).collect::<Result<Vec<_>, _>>()?;
    if let Some(all) = front.get_mut("lists") {
        *all = lists.into();
    }
    Ok(front)
}
