//! What editors do to trending: pins, boosts and mutes, each with a reason and an end.

use domain::actor::Actor;
use domain::audience::{NewRule, TrendingRule};
use domain::audit::Target;
use domain::policy::{self, AdjustTrending, Denied, SendEvents, Subject};
use domain::record::{Entity, Reference};
use serde_json::json;
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::lists::check_shown;
use crate::note::note_event;
use crate::reading::Reading;

impl Newsroom {
    /// Makes a rule hold for an article that readers see, in the place of one that it had.
    pub fn set_trending_rule(
        &self,
        actor: &Actor,
        rule: NewRule,
    ) -> Result<TrendingRule, NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<AdjustTrending>(actor, Subject::common(rule.article.0))?;
        let id = self.ids.next(at);
        let rule = TrendingRule { id, rule, created_at: at, created_by: permit.by() };
        self.store.write("trending.adjust", |tx| {
            let article = Reference::new("/article", Entity::Article, rule.rule.article.0);
            check_shown(tx, policy::public_view(at), &[article])?;
            tx.set_trending_rule(&permit, &rule)?;
            let target = Target::new("trending_rule", Some(id));
            note_event(tx, target, (actor, at), json!(rule.rule))
        })?;
        Ok(rule)
    }

    /// Ends a rule before its time.
    pub fn end_trending_rule(&self, actor: &Actor, id: Uuid) -> Result<(), NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<AdjustTrending>(actor, Subject::common(id))?;
        self.store.write("trending.release", |tx| {
            let rule = tx.trending_rule(id)?.ok_or(Denied::Hidden)?;
            tx.end_trending_rule(&permit, id)?;
            let target = Target::new("trending_rule", Some(id));
            note_event(tx, target, (actor, at), json!({ "article": rule.rule.article }))
        })?;
        Ok(())
    }
}

impl Reading {
    /// The rules that hold, the oldest first.
    pub fn trending_rules(&mut self, actor: &Actor) -> Result<Vec<TrendingRule>, NewsroomError> {
        policy::authorize::<AdjustTrending>(actor, Subject::common(Uuid::nil()))?;
        let at = self.at;
        self.snapshot.read(|tx| Ok(tx.trending_rules(None, at)?))
    }
}

/// Refuses who may not pass on what readers did.
pub fn may_send(actor: &Actor) -> Result<(), NewsroomError> {
    policy::authorize::<SendEvents>(actor, Subject::common(Uuid::nil()))?;
    Ok(())
}
