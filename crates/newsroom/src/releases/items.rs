//! The items of a release: each goes out and is undone as a step or a save of its own would be,
//! under the same rules and permits.

use domain::actor::Actor;
use domain::article::{ArticleState, Step, Transition};
use domain::id::{ArticleId, Revision};
use domain::list::{CuratedList, ListStep, Publication};
use domain::policy::{self, Permit, PublishList, ReviseRecord, Subject};
use domain::record::{Entity, Record as _, Stored};
use domain::release::{
    ArticleDeed, Deed, ListDeed, ReleaseArticle, ReleaseItem, ReleaseList, Shown,
};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use store::{ArticleRow, ReadTx, StoreError, Window, WriteTx};

use super::faults::is_refusal;
use crate::error::{NewsroomError, RefusedItem};
use crate::lists::live::{self, Begins};
use crate::workflow::{Showing, Taken};
use crate::{Newsroom, records, references};

/// How much earlier than the release an article is open that no reader ever saw, in seconds. It
/// stands in no table before the release does; but whoever opens one a moment later, by a clock that
/// is a little behind, has to find the articles with the lists that show them.
const EARLIER_SECONDS: i64 = 1;

impl Newsroom {
    /// Lets all items go out, or none: what was done to each, in order. Articles go first, for the
    /// lists may show them.
    pub(super) fn send_items(
        &self,
        actor: &Actor,
        items: &[ReleaseItem],
    ) -> Result<Vec<Deed>, NewsroomError> {
        let mut places: Vec<(usize, &ReleaseItem)> = items.iter().enumerate().collect();
        places.sort_by_key(|(at, item)| (matches!(item, ReleaseItem::List(_)), *at));
        let mut done = each(
            places,
            |(_, item)| item.document(),
            |(at, item)| Ok((at, self.send_item(actor, item)?)),
        )?;
        done.sort_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, deed)| deed).collect())
    }

    /// Undoes what was done to all things, or nothing; lists first, which may show the articles.
    pub(super) fn undo_deeds(&self, actor: &Actor, deeds: &[Deed]) -> Result<(), NewsroomError> {
        let mut places: Vec<(usize, &Deed)> = deeds.iter().enumerate().collect();
        places.sort_by_key(|(at, deed)| (matches!(deed, Deed::Article(_)), *at));
        let document = |(_, deed): &(usize, &Deed)| match deed {
            Deed::Article(_) => "/article",
            Deed::List(_) => "/list/content",
        };
        let undo = |(_, deed): (usize, &Deed)| match deed {
            Deed::Article(deed) => self.undo_article(actor, deed),
            Deed::List(deed) => self.undo_list(actor, deed),
        };
        each(places, document, undo).map(|_done| ())
    }

    fn send_item(&self, actor: &Actor, item: &ReleaseItem) -> Result<Deed, NewsroomError> {
        match item {
            ReleaseItem::Article(article) => self.send_article(actor, *article).map(Deed::Article),
            ReleaseItem::List(list) => {
                self.send_list(actor, list).map(|deed| Deed::List(Box::new(deed)))
            }
        }
    }

    /// Publishes an article, in the revision that is wanted.
    fn send_article(
        &self,
        actor: &Actor,
        wanted: ReleaseArticle,
    ) -> Result<ArticleDeed, NewsroomError> {
        let (at, id) = (self.now(), wanted.id);
        let step = plain(Transition::Publish)?;
        self.store.write(word(Transition::Publish), |tx| {
            let row = self.find_article(tx, id, at)?;
            let before = shown(tx, &row, at)?;
            let revision = wanted.revision.unwrap_or(row.head_revision);
            let showing = Showing {
                revision: described(tx, actor, &row, revision)?,
                window: row.first_published_at.is_none().then(|| first_window(at)),
                slug: None,
            };
            let taken = Taken::begin(tx, actor, row, (&step, at))?.showing(showing);
            let entry = self.go_through(tx, actor, &taken)?.ok_or(StoreError::NotFree)?;
            Ok(ArticleDeed { id, revision, entry, before })
        })
    }

    /// Saves the next content of a list, and shows it to readers.
    fn send_list(&self, actor: &Actor, wanted: &ReleaseList) -> Result<ListDeed, NewsroomError> {
        let (at, id) = (self.now(), wanted.id);
        let permit = policy::authorize::<PublishList>(actor, Subject::common(id))?;
        let before = self.store.snapshot()?.read(|tx| list(tx, id))?;
        let replaced = before.stamp.revision;
        let expected = wanted.revision.unwrap_or(replaced);
        let saved = self.revise_record(actor, id, expected, wanted.content.clone())?;
        let revision = saved.stamp.revision;
        self.store.write(ListStep::Publish.word(), |tx| {
            self.hold_list(tx, id)?;
            let live_before = live::live(tx, id, at)?.and_then(|row| row.revision);
            let said = (&Publication::default(), Begins::Together);
            let number = Some(live::publish(tx, ((actor, at), &permit), revision, said)?);
            Ok(ListDeed { id, revision, replaced, number, live_before, before: None })
        })
    }

    /// Shows an article again as readers saw it before, or not at all if they did not.
    fn undo_article(&self, actor: &Actor, deed: &ArticleDeed) -> Result<(), NewsroomError> {
        let at = self.now();
        let step = match deed.before {
            Some(_) => Transition::Publish,
            None => Transition::Unpublish,
        };
        let taking = plain(step)?;
        self.store.write(word(step), |tx| {
            let row = self.find_article(tx, deed.id, at)?;
            let showing = match &deed.before {
                Some(before) => Showing {
                    revision: described(tx, actor, &row, before.revision)?,
                    window: Some(window(before)),
                    slug: Some(before.slug.clone()),
                },
                None => Showing::default(),
            };
            let now = shown(tx, &row, at)?;
            let taken = Taken::begin(tx, actor, row, (&taking, at))?.showing(showing);
            let is_same = now.is_some_and(|now| now.revision == deed.revision);
            if !is_same || tx.last_step(deed.id)? != Some(deed.entry) {
                return Err(NewsroomError::ChangedSince);
            }
            self.go_through(tx, actor, &taken)?;
            Ok(())
        })
    }

    /// Shows readers of a list what they saw before, or nothing if they saw none of it. What was
    /// withdrawn since leaves it by itself when it is read, so that it holds nothing up; what there
    /// is no more at all does. The draft stays as it is.
    fn undo_list(&self, actor: &Actor, deed: &ListDeed) -> Result<(), NewsroomError> {
        let permit = policy::authorize::<PublishList>(actor, Subject::common(deed.id))?;
        self.store.write(ListStep::RollBack.word(), |tx| {
            let (now, at) = self.hold_list(tx, deed.id)?;
            let shown = live::live(tx, deed.id, at)?;
            let is_same = shown.is_some_and(|row| {
                row.revision == Some(deed.revision)
                    && deed.number.is_none_or(|number| row.number == number)
            });
            if !is_same {
                return Err(NewsroomError::ChangedSince);
            }
            let by = ((actor, at), &permit);
            match (&deed.before, deed.live_before) {
                (Some(content), _) => undo_of_before(tx, by, (&now, content.clone())),
                (None, Some(revision)) => live::show_again(tx, by, revision),
                (None, None) => live::withdraw(tx, by, (&Publication::default(), Begins::Together)),
            }
        })
    }

    /// Keeps others from the articles until the transaction ends, in one order whoever does it: two
    /// releases never wait for each other.
    pub(super) fn hold_articles(
        tx: &mut WriteTx<'_>,
        articles: impl Iterator<Item = ArticleId>,
    ) -> Result<(), StoreError> {
        let mut ids: Vec<ArticleId> = articles.collect();
        ids.sort_unstable();
        ids.into_iter().try_for_each(|id| tx.hold(id))
    }
}

/// Does something to each thing; all refusals are collected, a failure of ours ends it.
fn each<P, T>(
    places: Vec<(usize, P)>,
    document: impl Fn(&(usize, P)) -> &'static str,
    work: impl Fn((usize, P)) -> Result<T, NewsroomError>,
) -> Result<Vec<T>, NewsroomError> {
    let (mut done, mut refused) = (Vec::new(), Vec::new());
    for place in places {
        let (index, document) = (place.0, document(&place));
        match work(place) {
            Ok(one) => done.push(one),
            Err(error) if is_refusal(&error) => {
                let error = error.without_merge();
                refused.push(RefusedItem { index, document, error });
            }
            Err(failure) => return Err(failure),
        }
    }
    refused.sort_by_key(|item| item.index);
    if refused.is_empty() { Ok(done) } else { Err(NewsroomError::ReleaseRefused(refused)) }
}

fn plain(transition: Transition) -> Result<Step, NewsroomError> {
    Step::plain(transition).map_err(NewsroomError::Invalid)
}

/// What the audit calls a step.
fn word(transition: Transition) -> &'static str {
    transition.action(ArticleState::Draft).word()
}

fn list(tx: &mut ReadTx<'_>, id: uuid::Uuid) -> Result<Stored<CuratedList>, NewsroomError> {
    let found = tx.record::<CuratedList>(Visibility::EVERYTHING, id)?;
    found.ok_or(NewsroomError::NotFound(Entity::List))
}

/// Undoes what was done to a list before its revisions were kept: its content is saved once more.
fn undo_of_before(
    tx: &mut WriteTx<'_>,
    ((actor, at), permit): ((&Actor, Timestamp), &Permit<PublishList>),
    (now, content): (&Stored<CuratedList>, CuratedList),
) -> Result<(), NewsroomError> {
    let revise = policy::authorize::<ReviseRecord>(actor, Subject::common(now.id))?;
    references::check(tx, &[content.references(), content.shows()].concat())?;
    let saved = records::save(tx, (actor, &revise), now, (content, at))?;
    let said = (&Publication::default(), Begins::Together);
    live::publish(tx, ((actor, at), permit), saved.stamp.revision, said).map(|_number| ())
}

/// How readers see an article.
fn shown(
    tx: &mut ReadTx<'_>,
    row: &ArticleRow,
    at: Timestamp,
) -> Result<Option<Shown>, NewsroomError> {
    let Some((from, until)) = tx.public_window(row.id)? else { return Ok(None) };
    let Some(public) = tx.article(policy::public_view(at), row.id)? else { return Ok(None) };
    let broken = || StoreError::unreadable(format!("the slug of article {}", row.id));
    let slug = Slug::parse(&public.slug).map_err(|_fault| broken())?;
    Ok(Some(Shown { revision: public.revision, slug, order_at: public.order_at, from, until }))
}

fn window(shown: &Shown) -> Window {
    Window { order_at: shown.order_at, from: Some(shown.from), until: shown.until }
}

/// While readers see an article that they never saw before.
fn first_window(at: Timestamp) -> Window {
    let from = at.plus_seconds(-EARLIER_SECONDS);
    Window { order_at: at, from: Some(from), until: None }
}

/// The article as an older revision describes it; `None` for its newest. Whoever lets it out may do
/// so where that one stands, too.
fn described(
    tx: &mut ReadTx<'_>,
    actor: &Actor,
    row: &ArticleRow,
    revision: Revision,
) -> Result<Option<ArticleRow>, NewsroomError> {
    if revision == row.head_revision {
        return Ok(None);
    }
    let Some(older) = tx.article_in(row, revision)? else {
        let fault = Violation::new("/revision", "unknown_reference", "no such revision");
        return Err(NewsroomError::UnknownReference(Violations::from(fault)));
    };
    policy::authorize_step(actor, &older.facts(), Transition::Publish)?;
    Ok(Some(older))
}
