//! The tables of permissions and steps as a page (Markdown), for whoever signs them.

use super::table::{Action, Rule, rule};
use crate::account::Role;
use crate::article::{ArticleState, Transition};

/// What stands above the tables.
const HEAD: &str = "# Permissions

Made from the code by `cargo xtask codegen`; tests try every cell over both APIs.

A role may do something to all things (`all`), to those of its desk, which are its own and those in
the sections of its account, or all if the account has none (`desk`), to what it began itself
(`own`), that while no reader has ever seen it (`own, unseen`), or while it is such a draft
(`own draft`). The words in the second column are the scopes of tokens and the permissions of which
a newsroom makes roles of its own.

";

/// What stands above the table of steps.
const STEPS: &str = "
## Steps

Which steps there are from each state of an article, and what is needed to take them. A step that
there is not is refused with those that there are. What was killed is brought back by who may revive.

";

/// The page.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    let roles = Role::ALL.map(|role| role.word().replace('_', " "));
    row(&mut page, ["", "word"].into_iter().chain(roles.iter().map(String::as_str)));
    rule_of(&mut page, Role::ALL.len() + 2);
    for &action in Action::ALL {
        let about = action.about().trim().trim_end_matches('.');
        let cells = Role::ALL.map(|role| said(rule(role, action)));
        row(&mut page, [about, action.word()].into_iter().chain(cells));
    }
    page.push_str(STEPS);
    let steps = Transition::ALL.map(Transition::word);
    row(&mut page, std::iter::once("from").chain(steps));
    rule_of(&mut page, Transition::ALL.len() + 1);
    for from in ArticleState::ALL {
        let cells = Transition::ALL.map(|step| needed(step, from));
        row(&mut page, std::iter::once(from.word()).chain(cells));
    }
    page
}

fn needed(step: Transition, from: ArticleState) -> &'static str {
    if from.steps().contains(&step) { step.action(from).word() } else { "" }
}

const fn said(rule: Rule) -> &'static str {
    match rule {
        Rule::No => "",
        Rule::OwnDraft => "own draft",
        Rule::OwnUnseen => "own, unseen",
        Rule::Own => "own",
        Rule::Desk => "desk",
        Rule::All => "all",
    }
}

fn row<'a>(page: &mut String, cells: impl Iterator<Item = &'a str>) {
    for cell in cells {
        page.extend(["| ", cell, if cell.is_empty() { "" } else { " " }]);
    }
    page.push_str("|\n");
}

fn rule_of(page: &mut String, columns: usize) {
    page.push_str(&"|---".repeat(columns));
    page.push_str("|\n");
}
