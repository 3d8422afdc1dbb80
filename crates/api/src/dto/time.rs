//! Instants over the wire.

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An instant in UTC (RFC 3339), such as `2026-03-14T07:30:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(pub Timestamp);

/// An instant in UTC (RFC 3339), such as `2026-03-14T07:30:00Z`.
#[Scalar(specified_by_url = "https://datatracker.ietf.org/doc/html/rfc3339")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(async_graphql::from_value(value)?)
    }

    fn to_value(&self) -> Value {
        async_graphql::to_value(self).unwrap_or_default()
    }
}

impl From<Timestamp> for DateTime {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}
