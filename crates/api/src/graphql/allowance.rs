//! What a document may cost, by who asks.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{ErrorExtensionValues, ServerError, ValidationResult, async_trait};

use crate::auth::Caller;
use crate::web::code;

/// How many fields a document of a reader may ask for, a field of a list once for each item.
pub const READER_COMPLEXITY_MAX: usize = 1_000;
/// The same for whoever has a credential.
pub const MEMBER_COMPLEXITY_MAX: usize = 5_000;

/// Refuses documents that cost more than their sender may ask for, behind the validation that adds
/// the costs up. A request without a [`Caller`] is a reader's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance;

impl ExtensionFactory for Allowance {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(*self)
    }
}

#[async_trait::async_trait]
impl Extension for Allowance {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(context).await?;
        let caller = context.data_opt::<Caller>();
        let is_member = caller.is_some_and(|caller| caller.account.is_some());
        let max = if is_member { MEMBER_COMPLEXITY_MAX } else { READER_COMPLEXITY_MAX };
        if validated.complexity > max {
            Err(vec![too_dear(validated.complexity, max)])
        } else {
            Ok(validated)
        }
    }
}

fn too_dear(complexity: usize, max: usize) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code::GRAPHQL_LIMIT.code);
    let message = format!("complexity: at most {max}, this is {complexity}");
    ServerError { extensions: Some(extensions), ..ServerError::new(message, None) }
}
