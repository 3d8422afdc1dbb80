//! The one table of public errors: a stable code, one status, one page of words for each.

/// A public error, the material of `/problems/{code}` (RFC 9457, section 3.1.1).
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The stable `lower_snake` word that programs match.
    pub code: &'static str,
    /// The HTTP status, 400 to 599 (RFC 9110, section 15).
    pub status: u16,
    /// What it is, in a few words; the same each time (RFC 9457, section 3.1.3).
    pub title: &'static str,
    /// What it means and what to do, two to four sentences.
    pub about: &'static str,
}

macro_rules! codes {
    ($($name:ident $status:literal $code:literal $title:literal $about:literal)*) => {
        $(
            #[doc = concat!("`", $code, "`, ", stringify!($status), ". ", $about)]
            pub const $name: &Code =
                &Code { code: $code, status: $status, title: $title, about: $about };
        )*
        /// All of them, by status.
        pub const ALL: &[&Code] = &[$($name),*];
    };
}

codes! {
    BAD_REQUEST 400 "bad_request" "The request is malformed"
        "The request could not be read as HTTP (RFC 9110), for example because its body ended early. Send it again, complete."
    MALFORMED_JSON 400 "malformed_json" "The body is not JSON"
        "The body breaks the grammar of JSON (RFC 8259), names a member twice, or nests too deep. The detail gives the line and the column, or the member. Correct the body and send it again."
    INVALID_UTF8 400 "invalid_utf8" "The body is not UTF-8"
        "JSON is exchanged in UTF-8 only (RFC 8259, section 8.1). The detail gives the first byte that is not UTF-8. Encode the body as UTF-8 and send it again."
    INVALID_PARAMETER 400 "invalid_parameter" "A query parameter is not valid"
        "A parameter of the query is unknown, repeated or malformed. The errors name it and suggest the nearest that is known. Nothing is ever ignored in silence."
    INVALID_CURSOR 400 "invalid_cursor" "The cursor is not valid"
        "Cursors are opaque and belong to one list with its filters and its order. This one was changed, or taken from another list. Begin again without a cursor."
    INVALID_HEADER 400 "invalid_header" "A header is not valid"
        "A request header has a form that its standard does not allow. The errors name it. Correct it and send the request again."
    UNAUTHENTICATED 401 "unauthenticated" "A credential is needed"
        "This address answers only to those who are known. Send an access token or an API token as `Authorization: Bearer TOKEN` (RFC 6750, section 2.1)."
    INVALID_TOKEN 401 "invalid_token" "The token is not valid"
        "The token is malformed, expired or revoked (RFC 6750, section 3.1). Renew it with the refresh token, or log in again."
    INVALID_CREDENTIALS 401 "invalid_credentials" "E-mail address or password is wrong"
        "No account has this e-mail address with this password. Which of the two is wrong is not said, so that nobody can find out who has an account."
    FORBIDDEN 403 "forbidden" "Your role does not allow this"
        "The credential is valid, but its role may not do this. Another credential may; to send this one again is of no use."
    NOT_FOUND 404 "not_found" "There is no such thing"
        "Nothing has this address, or nothing that you may know of. Both answers are the same on purpose. Check the id or the slug, and the credential if you expected a draft."
    METHOD_NOT_ALLOWED 405 "method_not_allowed" "The method is not allowed here"
        "There is something at this address, but it does not take this method. The header Allow names the methods that it takes."
    NOT_ACCEPTABLE 406 "not_acceptable" "No form of the answer is acceptable"
        "The header Accept excludes every form that this address has (RFC 9110, section 12.5.1). Ask for application/json, or leave the header away."
    REQUEST_TIMEOUT 408 "request_timeout" "The request took too long to arrive"
        "The request was not complete in time. Send it again on a new connection."
    CONFLICT_STATE 409 "conflicting_state" "The state does not allow this"
        "The thing is in a state from which this cannot be done; the detail says which. Read it again and see which steps its state allows."
    SLUG_TAKEN 409 "slug_taken" "The slug is taken"
        "Another thing has this slug, or had it once. Slugs are never given out twice, so that old links stay true. Choose another."
    IN_USE 409 "in_use" "It is in use"
        "Others point at it, so it cannot be deleted. The member referrers names up to 20 of them. Detach them first."
    EMAIL_TAKEN 409 "email_taken" "The e-mail address is taken"
        "An account with this e-mail address exists. Choose another address, or change that account."
    SETUP_DONE 409 "setup_done" "The newsroom is set up already"
        "The first account exists, so the setup page is closed for good. Log in, or ask an administrator for an account."
    GONE 410 "gone" "It was withdrawn"
        "Readers saw it once; it was withdrawn or killed since. The member tombstone says which and when. Remove your copy and your links."
    STALE_REVISION 412 "stale_revision" "Somebody else saved in between"
        "The thing has another revision than If-Match names (RFC 9110, section 13.1.1). The member currentRevision tells it. Read the working view again, repeat your change on it, and send its ETag."
    TOO_LARGE 413 "too_large" "The body is too large"
        "The body is longer than this address takes; the detail says how long it may be. Send less at once."
    UNSUPPORTED_MEDIA_TYPE 415 "unsupported_media_type" "The media type is not supported"
        "Send application/json in UTF-8 and uncompressed; for PATCH send application/merge-patch+json (RFC 7396) or application/json-patch+json (RFC 6902)."
    INVALID_DOCUMENT 422 "invalid_document" "The document breaks rules"
        "The body is JSON, but not a valid document. Each of the errors points at a place (RFC 6901) and names the rule that is broken there. Up to 50 are told at once."
    NOT_READY 422 "not_ready_to_publish" "The article is not ready to be published"
        "The article may be saved as it is, but readers would miss something. Each of the errors points at a member to fill before it is published."
    UNKNOWN_REFERENCE 422 "unknown_reference" "The document names things that do not exist"
        "Each of the errors points at an id or a slug that leads nowhere. Make the thing first, or name another."
    IF_MATCH_REQUIRED 428 "precondition_required" "If-Match is required"
        "A change names the revision that it was made from, so that nobody's work is overwritten (RFC 6585, section 3). Send the ETag of the working view in the header If-Match."
    TOO_MANY_REQUESTS 429 "too_many_requests" "Too many requests"
        "You asked more often than is allowed (RFC 6585, section 4). Wait as many seconds as the header Retry-After says."
    INTERNAL 500 "internal" "Something failed on our side"
        "The request was in order as far as we can tell; the fault is ours. The member requestId leads to the entry in the log: quote it when you report this."
    UNAVAILABLE 503 "unavailable" "The service cannot answer now"
        "The database is busy or cannot be reached. Nothing was written. Try again in a moment."
    STORAGE_FULL 507 "storage_full" "The storage is full"
        "The server has no room to write (RFC 4918, section 11.5). Nothing was written; reading goes on. Whoever operates the server has to make room."
}

impl Code {
    /// The error with this word.
    pub fn find(code: &str) -> Option<&'static Self> {
        ALL.iter().find(|known| known.code == code).copied()
    }

    /// The error of a status that was answered without a code; the nearest if the table has none.
    pub fn of_status(status: u16) -> &'static Self {
        match status {
            401 => UNAUTHENTICATED,
            409 => CONFLICT_STATE,
            422 => INVALID_DOCUMENT,
            _ => {
                let known = ALL.iter().find(|known| known.status == status).copied();
                known.unwrap_or(if status < 500 { BAD_REQUEST } else { INTERNAL })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_is_unique_lower_snake_and_an_error() {
        let words: BTreeSet<_> = ALL.iter().map(|code| code.code).collect();
        assert_eq!(words.len(), ALL.len());
        for code in ALL {
            assert!(code.code.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')));
            assert!((400..600).contains(&code.status), "{}", code.code);
            assert_eq!(Code::find(code.code), Some(*code));
        }
        assert!(ALL.is_sorted_by_key(|code| code.status));
    }

    #[test]
    fn each_page_has_two_to_four_sentences() {
        for code in ALL {
            let sentences = code.about.matches(['.', ';']).count();
            assert!(sentences >= 2 && code.about.ends_with('.'), "{}", code.code);
            let capitals = code.about.split(". ").count();
            assert!(capitals <= 4, "{}", code.code);
            assert!(!code.title.ends_with('.'), "{}", code.code);
        }
    }

    #[test]
    fn an_unknown_word_is_not_found() {
        assert_eq!(Code::find("nonsense"), None);
    }

    #[test]
    fn every_status_has_an_error() {
        for (status, want) in [
            (400, BAD_REQUEST),
            (401, UNAUTHENTICATED),
            (404, NOT_FOUND),
            (405, METHOD_NOT_ALLOWED),
            (409, CONFLICT_STATE),
            (413, TOO_LARGE),
            (418, BAD_REQUEST),
            (422, INVALID_DOCUMENT),
            (500, INTERNAL),
            (502, INTERNAL),
            (503, UNAVAILABLE),
        ] {
            assert_eq!(Code::of_status(status), want, "{status}");
        }
    }
}
