//! The one table of public errors: a stable code, one status, one page of words for each.

/// A public error.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable word that programs match.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub about: &'static str,
}

macro_rules! codes {
    ($($name:ident $status:literal $code:literal $title:literal $about:literal)*) => {
        $(
            #[doc = $about]
            pub const $name: &Code =
                &Code { code: $code, status: $status, title: $title, about: $about };
        )*
        /// All of them.
        pub const ALL: &[&Code] = &[$($name),*];
    };
}

codes! {
    MALFORMED_JSON 400 "malformed_json" "The body is not JSON"
        "The request's body could not be read as JSON in UTF-8 (RFC 8259). The detail gives line and column."
    INVALID_PARAMETER 400 "invalid_parameter" "A query parameter is not valid"
        "A query parameter is unknown, repeated or malformed. The errors name it and suggest the nearest."
    INVALID_CURSOR 400 "invalid_cursor" "The cursor is not valid"
        "Cursors are opaque and belong to one list with its filters. Begin again without a cursor."
    INVALID_HEADER 400 "invalid_header" "A header is not valid"
        "A request header has a form that its standard does not allow. The errors name it."
    BAD_REQUEST 400 "bad_request" "The request is malformed"
        "The request could not be read."
    UNAUTHENTICATED 401 "unauthenticated" "A credential is needed"
        "Send an access token or an API token: `Authorization: Bearer TOKEN` (RFC 6750)."
    INVALID_TOKEN 401 "invalid_token" "The credential is not valid"
        "The token is malformed, expired or revoked. Log in again or renew it."
    INVALID_CREDENTIALS 401 "invalid_credentials" "E-mail address or password is wrong"
        "No account with this e-mail address has this password."
    FORBIDDEN 403 "forbidden" "Your role does not allow this"
        "The credential is valid, but its role may not do this."
    NOT_FOUND 404 "not_found" "There is no such thing"
        "Nothing has this address, or nothing that you may know of."
    METHOD_NOT_ALLOWED 405 "method_not_allowed" "The method is not allowed here"
        "The header Allow names the methods of this address."
    NOT_ACCEPTABLE 406 "not_acceptable" "No form of the answer is acceptable"
        "The header Accept excludes every form that this address has."
    SLUG_TAKEN 409 "slug_taken" "The slug is taken"
        "Another thing has or had this address; addresses are never given out twice."
    LANGUAGE_TAKEN 409 "language_taken" "Another translation is in this language"
        "An article has one translation in each language, of those that do not lie in the trash. The member article names the one that is in this language, if you may know of it."
    CONFLICTING_STATE 409 "conflicting_state" "The state does not allow this"
        "The thing is in a state from which this cannot be done. The detail says which; for a step of the workflow the member possible names the steps that there are instead."
    EMBARGOED 409 "embargoed" "An embargo holds"
        "The article may not be shown before a time. The member until says which. Schedule it for then, or lift the embargo on the desk's card."
    LOCKED 409 "locked" "Another works on it"
        "Somebody said that they have the article open. The member lock says who, and until when. It can be taken over."
    IN_USE 409 "in_use" "It is in use"
        "Others point at it. The member referrers names up to 20 of them."
    EMAIL_TAKEN 409 "email_taken" "The e-mail address is taken"
        "An account with this e-mail address exists."
    SETUP_DONE 409 "setup_done" "The setup link is not valid"
        "The newsroom is set up already, or the link is older than 30 minutes. A restart prints a new one if there is no account."
    LINK_SPENT 409 "link_spent" "The link is not valid"
        "A link that sets a password works once, and for a short time. Ask for a new one."
    BATCH_REFUSED 409 "batch_refused" "None of the changes was made"
        "All changes of an atomic batch are made or none, and some cannot be. Each of the errors points at an item and gives the code that the change alone would have been refused with."
    RELEASE_REFUSED 409 "release_refused" "The release cannot go out, or cannot be undone"
        "All items of a release go out or none, and are undone or none. Each of the errors points at an item and gives the code that the change alone would have been refused with."
    REQUEST_UNDER_WAY 409 "request_under_way" "The first request is not finished"
        "A request with this idempotency key is worked on. Send it again after Retry-After: you get its answer."
    GONE 410 "gone" "It was withdrawn"
        "Readers saw it once; it was unpublished or deleted. The member tombstone says which and when."
    STALE_REVISION 412 "stale_revision" "Somebody else saved in between"
        "The thing has a newer revision than If-Match names. Read it again, and send the member currentRevision."
    TOO_LARGE 413 "too_large" "The body is too large"
        "The request's body is longer than this address takes."
    URI_TOO_LONG 414 "uri_too_long" "The address is too long"
        "Send the request by POST."
    GRAPHQL_SYNTAX 400 "graphql_syntax" "The GraphQL document cannot be read"
        "The document breaks the grammar of GraphQL. The message gives the place."
    GRAPHQL_LIMIT 400 "graphql_limit" "The GraphQL document asks for too much"
        "The document is longer, deeper or wider than is allowed. The message names the limit."
    GRAPHQL_OPERATION 400 "graphql_operation" "The operation cannot be chosen"
        "Several operations stand in the document and none is named, or the named one is not there."
    GRAPHQL_VALIDATION 400 "graphql_validation" "The GraphQL document does not fit the schema"
        "A field, an argument or a variable is not what the schema says."
    GRAPHQL_UNKNOWN_DOCUMENT 400 "graphql_unknown_document" "There is no such GraphQL document"
        "The server has no document of this documentId or hash. Send the document itself; with its hash in the extension persistedQuery it is remembered."
    GRAPHQL_UNTRUSTED_DOCUMENT 400 "graphql_untrusted_document" "The GraphQL document is not in the list"
        "Without a credential this server runs the documents of its list only."
    UNSUPPORTED_MEDIA_TYPE 415 "unsupported_media_type" "The media type is not supported"
        "Send application/json; for PATCH application/merge-patch+json or application/json-patch+json."
    INVALID_DOCUMENT 422 "invalid_document" "The document breaks rules"
        "The body is JSON, but not a valid document. Each of the errors points at a place and names the rule."
    NOT_READY 422 "not_ready_to_publish" "The article is not ready to be published"
        "Readers would miss something. Each of the errors points at a member to fill."
    UNKNOWN_REFERENCE 422 "unknown_reference" "The document names things that do not exist"
        "Each of the errors points at an id that leads nowhere."
    MISQUOTED 422 "misquoted" "Quotes and text do not agree"
        "A mark names a use that is not listed, or a use holds words that its text does not. Each of the errors points at the place."
    WORDS_NOT_PLACED 422 "words_not_placed" "The words have no one place"
        "The words of the quote stand nowhere in the article, or more than once. The member candidates names up to five places; say which by blockKey or start."
    IDEMPOTENCY_KEY_REUSED 422 "idempotency_key_reused" "The idempotency key was used for another request"
        "Within 24 hours a key stands for one request: the same operation, on the same thing, with the same body. Take a new key for a new request."
    IF_MATCH_REQUIRED 428 "precondition_required" "If-Match is required"
        "Send the entity tag of the working view that you changed in the header If-Match, so that nobody's work is overwritten (RFC 6585)."
    TOO_MANY_REQUESTS 429 "too_many_requests" "Too many requests"
        "Wait as long as Retry-After says. The header `RateLimit` tells what is left, `RateLimit-Policy` how much there is."
    GRAPHQL_EVENTS_MISSED 429 "graphql_events_missed" "Events were missed"
        "The subscription has ended because events came faster than they were taken. Ask for what there is, and subscribe again."
    INTERNAL 500 "internal" "Something failed on our side"
        "The request id leads to the entry in the log."
    UNAVAILABLE 503 "unavailable" "The database cannot be reached"
        "Try again in a moment."
    STOPPING 503 "stopping" "The server is stopping"
        "Requests under way are finished; send new ones to another instance."
    STORAGE_FULL 507 "storage_full" "The storage is full"
        "Nothing was written. Reading goes on."
}

impl Code {
    /// The error of a status that somebody else gave.
    pub fn of_status(status: u16) -> &'static Self {
        let own = [BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE];
        let first = own.into_iter().find(|code| code.status == status);
        let fallback = if status < 500 { BAD_REQUEST } else { INTERNAL };
        first.or_else(|| ALL.iter().find(|code| code.status == status).copied()).unwrap_or(fallback)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_stand_in_a_page_as_they_are() {
        for code in super::ALL {
            let words = [code.code, code.title, code.about].concat();
            assert!(!words.contains(['<', '>', '&']), "{}", code.code);
        }
    }
}
