//! Whether what was planted is there, and whether there is anything that was forgotten.

use std::collections::BTreeSet;

use super::contract::Contract;
use super::fill::{FIXED, Planted, is_fixed};
use super::plant::Planter;

/// Members with text that is not planted, with the reason. Those that name a thing or an instant
/// (`is_fixed`), those whose form leaves no room (`FIXED`) and those of a patch, which are those of
/// the document, are not among them.
const LEFT_OUT: [(&str, &str); 23] = [
    ("ArticlePublishInput.note", "a batch takes the same steps"),
    ("ArticleReasonedStepInput.note", "a batch takes the same steps"),
    ("ArticleScheduleInput.note", "a batch takes the same steps"),
    ("ArticleStepInput.note", "a batch takes the same steps"),
    ("BodyInput.html", "is read into blocks, which have words"),
    ("BodyInput.markdown", "is read into blocks, which have words"),
    ("ChangePasswordRequest.currentPassword", "a secret that is checked"),
    ("ChangePasswordRequest.newPassword", "that of NewUserInput is planted"),
    ("Event.ref", "is counted and not kept"),
    ("EventVisitor.address", "is hashed and not kept: crates/masthead/tests/audience.rs"),
    ("EventVisitor.agent", "is hashed and not kept: crates/masthead/tests/audience.rs"),
    ("LogInRequest.email", "is compared and not kept"),
    ("LogInRequest.password", "is compared and not kept"),
    ("PreviewExchangeInput.secret", "is compared and not kept"),
    ("RefreshRequest.refreshToken", "is compared and not kept"),
    ("ResetRequest.email", "is compared and not kept"),
    ("SetPasswordRequest.newPassword", "that of NewUserInput is planted"),
    ("SetPasswordRequest.secret", "is compared and not kept"),
    ("SetupRequest.email", "that of NewUserInput is planted"),
    ("SetupRequest.name", "that of NewUserInput is planted"),
    ("SetupRequest.password", "that of NewUserInput is planted"),
    ("SetupRequest.secret", "is compared and not kept"),
    ("Words.text", "is found in what the article says"),
];

/// The members that take text and have no word, those left out that are left out for a reason.
pub(super) fn forgotten(contract: &Contract, planter: &Planter<'_>) -> BTreeSet<String> {
    let known: BTreeSet<_> = planter.hidden.planted.iter().map(Planted::member).collect();
    let texts = contract.texts();
    for (member, reason) in LEFT_OUT {
        assert!(texts.contains_key(member) && !known.contains(member), "{member}: {reason}");
    }
    let has_reason = |member: &str| {
        let (owner, own) = member.split_once('.').unwrap();
        let of_document = format!("{}.{own}", owner.replace("Patch", "Input"));
        let is_left_out = |member: &str| LEFT_OUT.iter().any(|(own, _)| *own == member);
        known.contains(member)
            || is_left_out(member)
            || FIXED.iter().any(|(fixed, ..)| *fixed == own)
            || owner.ends_with("Patch")
                && (known.contains(&*of_document) || is_left_out(&of_document))
    };
    let all = texts.into_iter().filter(|(_, schema)| !is_fixed(schema)).map(|(member, _)| member);
    all.filter(|member| !has_reason(member)).collect()
}

/// The words that are not stored, passwords left out, and the passwords that are.
pub(super) async fn lost(planter: &Planter<'_>) -> Vec<String> {
    let kept = planter.app.dump().await;
    let export = planter.app.get_as(&planter.token, "/v1/audit/export").await;
    let export = String::from_utf8_lossy(&export.bytes).into_owned();
    let told = &planter.told;
    // what was told is read back from where it is stored
    let is_kept = |word: &str| [&kept, &export, told].iter().any(|text| text.contains(word));
    let is_secret = |one: &Planted| one.member() == "NewUserInput.password";
    let all = planter.hidden.planted.iter().chain(&planter.open.planted);
    let lost = all.filter(|one| is_kept(&one.word) == is_secret(one));
    lost.map(|one| format!("{} {}", one.word, one.place)).collect()
}
