//! A request as it comes, and what is checked before it is executed.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::parser::{Error, parse_query};
use async_graphql::{Extensions, Request, Value, Variables};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::Limits;
use super::accept::is_utf8;
use super::census;
use super::refusal::Refusal;
use super::scan::scan;

/// Bytes of the body of a POST.
pub const BODY_LEN_MAX: usize = 64 * 1_024;
/// Bytes of the query string of a GET, as sent.
pub const QUERY_STRING_LEN_MAX: usize = 64 * 1_024;

/// The key under which the JSON writer takes a string for JSON that is already written. In a
/// value of ours it would let a client write into an answer.
const RAW_JSON_KEY: &str = "$serde_json::private::RawValue";

/// How a request came: only POST may change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET, which changes nothing.
    Get,
    /// POST, which runs everything.
    Post,
}

/// A GraphQL request (GraphQL-over-HTTP draft, 5). Fields are public so that a stored document
/// may be put in place of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// How it came.
    pub method: Method,
    /// The document.
    pub query: Option<String>,
    /// What the document is called, in its place (GraphQL-over-HTTP draft, appendix A).
    pub document_id: Option<String>,
    /// The operation to run; needed if the document has several.
    pub operation_name: Option<String>,
    /// The variables.
    pub variables: Variables,
    /// What else the client says.
    pub extensions: Extensions,
}

/// The members of a body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Members {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<Variables>,
    extensions: Option<Extensions>,
}

/// Reads the query string of a GET (GraphQL-over-HTTP draft, 5.3): at most
/// [`QUERY_STRING_LEN_MAX`] bytes. Parameters that are unknown, repeated or malformed are
/// refused; an empty one, other than the query, is as good as none.
pub fn from_get(query_string: &str) -> Result<Call, Refusal> {
    if query_string.len() > QUERY_STRING_LEN_MAX {
        let message = format!("a query string has at most {QUERY_STRING_LEN_MAX} bytes");
        return Err(Refusal::uri_too_long(message));
    }
    let (mut query, mut document_id, mut operation_name) = (None, None, None);
    let (mut variables, mut extensions) = (None, None);
    for pair in query_string.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (known, slot) = match decoded(name)?.as_str() {
            "query" => ("query", &mut query),
            "documentId" => ("documentId", &mut document_id),
            "operationName" => ("operationName", &mut operation_name),
            "variables" => ("variables", &mut variables),
            "extensions" => ("extensions", &mut extensions),
            _ => return Err(Refusal::parameter(PARAMETERS)),
        };
        if slot.replace(decoded(value)?).is_some() {
            return Err(Refusal::parameter(format!("{known} may stand once only")));
        }
    }
    Ok(Call {
        method: Method::Get,
        query,
        document_id: document_id.filter(|id| !id.is_empty()),
        operation_name: operation_name.filter(|name| !name.is_empty()),
        variables: object("variables", variables)?,
        extensions: object("extensions", extensions)?,
    })
}

/// What a query string may have.
const PARAMETERS: &str =
    "parameters are query or documentId, operationName, variables and extensions";
/// What a body may have.
const MEMBERS: &str = "a body is an object with query or documentId and operationName (strings), \
                       variables and extensions (objects), each once";

/// Reads the body of a POST (GraphQL-over-HTTP draft, 5.4): one JSON object in UTF-8 of at most
/// [`BODY_LEN_MAX`] bytes. A list, which would be a batch, is refused.
pub fn from_post(content_type: Option<&str>, body: &[u8]) -> Result<Call, Refusal> {
    if !content_type.is_some_and(is_json) {
        return Err(Refusal::unsupported_media_type("send application/json in UTF-8"));
    }
    if body.len() > BODY_LEN_MAX {
        return Err(Refusal::too_large(format!("a body has at most {BODY_LEN_MAX} bytes")));
    }
    // The reader would take a list for the members in their order.
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Refusal::bad_request("send one request; lists of them are not read"));
    }
    let members: Members =
        serde_json::from_slice(body).map_err(|error| match error.classify() {
            Category::Data => Refusal::bad_request(MEMBERS),
            Category::Io | Category::Syntax | Category::Eof => Refusal::malformed_json(format!(
                "not JSON at line {}, column {}",
                error.line(),
                error.column()
            )),
        })?;
    Ok(members.call())
}

impl Members {
    fn call(self) -> Call {
        Call {
            method: Method::Post,
            query: self.query,
            document_id: self.document_id,
            operation_name: self.operation_name,
            variables: self.variables.unwrap_or_default(),
            extensions: self.extensions.unwrap_or_default(),
        }
    }
}

/// True for `application/json`, with no parameter but `charset=utf-8`, once.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let is_kind = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let charset = parts.next();
    let is_encoding = charset.is_none_or(|parameter| {
        parameter
            .split_once('=')
            .is_some_and(|(name, value)| name.eq_ignore_ascii_case("charset") && is_utf8(value))
    });
    is_kind && is_encoding && parts.next().is_none()
}

/// A parameter that is a JSON object or `null`.
fn object<T: DeserializeOwned + Default>(name: &str, raw: Option<String>) -> Result<T, Refusal> {
    let Some(raw) = raw.filter(|raw| !raw.is_empty()) else { return Ok(T::default()) };
    let read: Result<Option<T>, _> = serde_json::from_str(&raw);
    match read {
        Ok(value) => Ok(value.unwrap_or_default()),
        Err(_) => Err(Refusal::parameter(format!("{name} is no JSON object"))),
    }
}

/// Undoes the encoding of a form (WHATWG URL, 5.1), but refuses what that standard mends.
fn decoded(raw: &str) -> Result<String, Refusal> {
    let fault = || Refusal::parameter("a parameter is not percent-encoded UTF-8");
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        let plain = match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (hex(rest.next()), hex(rest.next()));
                high.zip(low).map(|(high, low)| high * 16 + low).ok_or_else(fault)?
            }
            other => other,
        };
        bytes.push(plain);
    }
    String::from_utf8(bytes).ok().ok_or_else(fault)
}

fn hex(digit: Option<u8>) -> Option<u8> {
    let digit = char::from(digit?).to_digit(16)?;
    u8::try_from(digit).ok()
}

impl Call {
    /// Reads what a message holds in place of a body.
    pub fn from_message(payload: serde_json::Value) -> Result<Self, Refusal> {
        let members: Result<Members, _> = serde_json::from_value(payload);
        Ok(members.map_err(|_error| Refusal::bad_request(MEMBERS))?.call())
    }

    /// Checks the call against the limits, parses its document and chooses the operation. The
    /// request that it returns carries the parsed document, so that it is not parsed again; beside it
    /// stands what is to be run.
    ///
    /// GET runs no mutations, 405 otherwise; the rest is 400.
    pub fn prepare(self, limits: &Limits) -> Result<(Request, OperationType), Refusal> {
        let Some(query) = self.query.filter(|query| !query.trim().is_empty()) else {
            return Err(Refusal::bad_request("query is missing"));
        };
        check_values(self.variables.values(), limits)?;
        check_values(self.extensions.values(), limits)?;
        let document = parsed(&query, limits)?;
        let operation = chosen(&document, self.operation_name.as_deref())?;
        let kind = operation.ty;
        if self.method == Method::Get && kind == OperationType::Mutation {
            return Err(Refusal::method_not_allowed("GET changes nothing: send this by POST"));
        }
        if kind == OperationType::Subscription {
            census::check_one_root(&operation.selection_set.node, &document.fragments)?;
        }
        check_required(operation, &self.variables)?;
        let mut request = Request::new(query).variables(self.variables);
        request.operation_name = self.operation_name;
        request.extensions = self.extensions;
        request.set_parsed_query(document);
        Ok((request, kind))
    }
}

/// Reads the text of a document that is within the limits.
pub(super) fn parsed(text: &str, limits: &Limits) -> Result<ExecutableDocument, Refusal> {
    if text.len() > limits.query_len_max {
        return Err(Refusal::limit("bytes of a query", limits.query_len_max));
    }
    scan(text, limits)?;
    let document = parse_query(text).map_err(|error| malformed(&error))?;
    census::count(&document, limits)?;
    Ok(document)
}

/// What is wrong with a document, without repeating it.
fn malformed(error: &Error) -> Refusal {
    let what = if let Error::Syntax { .. } = error {
        "syntax error".to_owned()
    } else {
        // The other errors repeat a name at most.
        error.to_string()
    };
    let place = error.positions().next();
    let place = place.map(|at| format!(" at line {}, column {}", at.line, at.column));
    Refusal::syntax(what + &place.unwrap_or_default())
}

/// The operation to run (GraphQL, October 2021, 6.1). An operation that has a name is stored as
/// one of several, even if it is alone.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Refusal> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            if operations.len() > 1 {
                let message = "the document has several operations: name one in operationName";
                return Err(Refusal::operation(message));
            }
            operations.values().next()
        }
    };
    found
        .map(|operation| &operation.node)
        .ok_or_else(|| Refusal::operation("no operation has the name in operationName"))
}

/// Refuses a required variable that is missing or `null` (GraphQL, October 2021, 6.1.2). The
/// validation looks at the types of the others, but leaves this to the first field in need.
fn check_required(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refusal> {
    let is_missing = operation.variable_definitions.iter().any(|definition| {
        let definition = &definition.node;
        let given = variables.get(&definition.name.node);
        let is_required = !definition.var_type.node.nullable;
        match given {
            Some(value) => is_required && *value == Value::Null,
            None => is_required && definition.default_value.is_none(),
        }
    });
    if is_missing {
        return Err(Refusal::validation("a variable that may not be null has no value"));
    }
    Ok(())
}

fn check_values<'a>(
    values: impl Iterator<Item = &'a Value>,
    limits: &Limits,
) -> Result<(), Refusal> {
    for value in values {
        if nesting(value)? > limits.values_nesting_max {
            let max = limits.values_nesting_max;
            return Err(Refusal::limit("lists and objects in one another in values", max));
        }
    }
    Ok(())
}

/// How many lists and objects stand in one another. The JSON reader stops at 128.
fn nesting(value: &Value) -> Result<usize, Refusal> {
    let mut deepest = 0;
    match value {
        Value::List(items) => {
            for item in items {
                deepest = deepest.max(nesting(item)?);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if key.as_str() == RAW_JSON_KEY {
                    return Err(Refusal::bad_request("a value has a member that is reserved"));
                }
                deepest = deepest.max(nesting(member)?);
            }
        }
        Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_) => return Ok(0),
    }
    Ok(deepest.saturating_add(1))
}
