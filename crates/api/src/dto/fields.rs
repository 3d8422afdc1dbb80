//! `fields`: an answer of REST with the members that were asked for.

use newsroom::View;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::relation::each;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault, one_of};

/// Always there: what a thing is known by.
const ID: &str = "id";

/// Which members of a thing are wanted; all unless it is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(Option<Vec<String>>);

impl Fields {
    /// How long the parameter may be.
    pub const LEN_MAX: usize = 600;

    /// Reads the parameter `fields`: names of members of `T`, separated by commas. What editors see
    /// comes whole.
    pub fn read<T: ToSchema>(query: &Query, view: View) -> Result<Self, Problem> {
        let Some(words) = query.one("fields")? else { return Ok(Self(None)) };
        if view == View::Working {
            return Err(fault("fields", "invalid_value", "chooses among what readers see"));
        }
        if words.len() > Self::LEN_MAX {
            return Err(fault("fields", "too_long", format!("at most {} bytes", Self::LEN_MAX)));
        }
        let known = members_of::<T>();
        let wanted: Vec<String> = words.split(',').map(str::to_owned).collect();
        if let Some(other) = wanted.iter().find(|word| !known.contains(word)) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return Err(fault("fields", "invalid_value", one_of(other, &known)));
        }
        Ok(Self(Some(wanted)))
    }

    /// Takes from each thing of a page what was not asked for.
    pub fn trim_all(&self, page: &mut Value) {
        each(page, "data", |thing| self.trim(thing));
    }

    /// Takes from a thing what was not asked for.
    pub fn trim(&self, thing: &mut Value) {
        if let (Some(wanted), Value::Object(members)) = (&self.0, thing) {
            members.retain(|name, _| name == ID || wanted.contains(name));
        }
    }
}

/// The names of the members of a type, as the contract gives them.
fn members_of<T: ToSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
        RefOr::T(_) | RefOr::Ref(_) => Vec::new(),
    }
}
