//! The tables, as `migrations/{sqlite,postgres}/main` make them.

use diesel::allow_tables_to_appear_in_same_query;

macro_rules! tables {
    ($($name:ident ($($key:ident),+) { $($column:ident -> $kind:ty,)+ })+) => {
        $(
            diesel::table! {
                use diesel::sql_types::*;
                use crate::types::*;
                $name ($($key),+) { $($column -> $kind,)+ }
            }
        )+
        allow_tables_to_appear_in_same_query!($($name),+);
    };
}

tables! {
    account (id) {
        id -> DbUuid,
        email -> Text,
        name -> Text,
        role -> Text,
        password -> Nullable<Text>,
        active -> Bool,
        created_at -> DbTime,
        updated_at -> DbTime,
        position -> Nullable<Text>,
        sections -> Nullable<Text>,
        revision -> BigInt,
    }
    custom_role (name) {
        name -> Text,
        revision -> BigInt,
        grants -> Text,
        updated_at -> DbTime,
    }
    session (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        created_at -> DbTime,
        expires_at -> DbTime,
        revoked_at -> Nullable<DbTime>,
        user_agent -> Nullable<Text>,
        last_used_at -> Nullable<DbTime>,
    }
    password_link (digest) {
        digest -> Text,
        account_id -> DbUuid,
        expires_at -> DbTime,
    }
    refresh_token (digest) {
        digest -> Text,
        session_id -> DbUuid,
        created_at -> DbTime,
        used_at -> Nullable<DbTime>,
    }
    api_token (id) {
        id -> DbUuid,
        account_id -> DbUuid,
        digest -> Text,
        role -> Text,
        created_at -> DbTime,
        expires_at -> DbTime,
        revoked_at -> Nullable<DbTime>,
        position -> Nullable<Text>,
        scopes -> Nullable<Text>,
        name -> Text,
        last_used_at -> Nullable<DbTime>,
    }
    setup_secret (digest) {
        digest -> Text,
        expires_at -> DbTime,
    }
    record (id) {
        id -> DbUuid,
        entity -> Text,
        slug -> Text,
        sort_key -> Text,
        listed -> Bool,
        revision -> BigInt,
        content -> Text,
        created_at -> DbTime,
        updated_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        updated_by -> Nullable<DbUuid>,
        shown_at -> Nullable<DbTime>,
    }
    slug_claim (entity, slug) {
        entity -> Text,
        slug -> Text,
        target_id -> DbUuid,
        claimed_at -> DbTime,
    }
    article (id) {
        id -> DbUuid,
        state -> Text,
        revision -> BigInt,
        created_at -> DbTime,
        updated_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        updated_by -> Nullable<DbUuid>,
        first_published_at -> Nullable<DbTime>,
        stage -> Nullable<Text>,
        breaking_until -> Nullable<DbTime>,
    }
    article_desk (article_id) {
        article_id -> DbUuid,
        revision -> BigInt,
        card -> Text,
        assignee_id -> Nullable<DbUuid>,
        publish_at -> Nullable<DbTime>,
        publish_zone -> Nullable<Text>,
        unpublish_at -> Nullable<DbTime>,
        unpublish_zone -> Nullable<Text>,
        locked_by -> Nullable<DbUuid>,
        locked_until -> Nullable<DbTime>,
    }
    desk_entry (id) {
        id -> DbUuid,
        article_id -> DbUuid,
        at -> DbTime,
        by_account -> Nullable<DbUuid>,
        step -> Nullable<Text>,
        state -> Text,
        revision -> BigInt,
        note -> Nullable<Text>,
    }
    lease (name) {
        name -> Text,
        holder -> DbUuid,
        fence -> BigInt,
        expires_at -> DbTime,
    }
    article_revision (article_id, revision) {
        article_id -> DbUuid,
        revision -> BigInt,
        content -> Text,
        body -> Text,
        body_html -> Text,
        body_text -> Text,
        body_markdown -> Text,
        word_count -> BigInt,
        created_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        note -> Nullable<Text>,
        restored_from -> Nullable<BigInt>,
        headline -> Text,
    }
    article_view (article_id, view) {
        article_id -> DbUuid,
        view -> Text,
        revision -> BigInt,
        slug -> Text,
        kind -> Text,
        language -> Text,
        section_id -> Nullable<DbUuid>,
        order_at -> DbTime,
        changed_at -> DbTime,
        visible_from -> Nullable<DbTime>,
        visible_until -> Nullable<DbTime>,
    }
    article_translation (article_id) {
        article_id -> DbUuid,
        group_id -> DbUuid,
    }
    article_credit (article_id, view, position) {
        article_id -> DbUuid,
        view -> Text,
        position -> BigInt,
        author_id -> DbUuid,
        role -> Text,
    }
    article_topic (article_id, view, position) {
        article_id -> DbUuid,
        view -> Text,
        position -> BigInt,
        topic_id -> DbUuid,
        rel -> Text,
        is_primary -> Bool,
        relevance -> Nullable<BigInt>,
    }
    quote (id) {
        id -> DbUuid,
        status -> Text,
        form -> Text,
        language -> Text,
        said_on -> Nullable<Text>,
        expert_id -> Nullable<DbUuid>,
        organization_id -> Nullable<DbUuid>,
        open_expert_id -> Nullable<DbUuid>,
        open_organization_id -> Nullable<DbUuid>,
        words -> Text,
        revision -> BigInt,
        content -> Text,
        created_at -> DbTime,
        updated_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        updated_by -> Nullable<DbUuid>,
        shown_at -> Nullable<DbTime>,
    }
    quote_topic (quote_id, topic_id) {
        quote_id -> DbUuid,
        topic_id -> DbUuid,
    }
    article_quote (article_id, view, position) {
        article_id -> DbUuid,
        view -> Text,
        position -> BigInt,
        quote_id -> DbUuid,
    }
    record_reference (record_id, target_id) {
        record_id -> DbUuid,
        target_id -> DbUuid,
    }
    list_revision (list_id, revision) {
        list_id -> DbUuid,
        revision -> BigInt,
        slug -> Text,
        list_key -> Text,
        sort_key -> Text,
        content -> Text,
        created_at -> DbTime,
        created_by -> Nullable<DbUuid>,
    }
    list_live (list_id, number) {
        list_id -> DbUuid,
        number -> BigInt,
        at -> DbTime,
        until -> Nullable<DbTime>,
        at_zone -> Nullable<Text>,
        revision -> Nullable<BigInt>,
        shown_at -> DbTime,
        by_account -> Nullable<DbUuid>,
        note -> Nullable<Text>,
        noted -> Bool,
    }
    search_entry (number) {
        number -> BigInt,
        target_id -> DbUuid,
        revision -> BigInt,
        rules -> BigInt,
    }
    correction (id) {
        id -> DbUuid,
        article_id -> DbUuid,
        published_at -> DbTime,
        content -> Text,
        created_by -> Nullable<DbUuid>,
    }
    audience_score (article_id) {
        article_id -> DbUuid,
        score_1 -> Double,
        rank_1 -> Double,
        score_6 -> Double,
        rank_6 -> Double,
        score_48 -> Double,
        rank_48 -> Double,
        counted_at -> DbTime,
    }
    audience_hour (article_id, hour) {
        article_id -> DbUuid,
        hour -> BigInt,
        views -> BigInt,
        visitors -> BigInt,
        engaged -> BigInt,
        recirculated -> BigInt,
        shares -> BigInt,
        seconds -> BigInt,
        suspect -> BigInt,
    }
    audience_referrer (article_id, day, host) {
        article_id -> DbUuid,
        day -> BigInt,
        host -> Text,
        views -> BigInt,
    }
    audience_source (instance_id) {
        instance_id -> DbUuid,
        sequence -> BigInt,
        counted_at -> DbTime,
    }
    trending_rule (id) {
        id -> DbUuid,
        article_id -> DbUuid,
        content -> Text,
        until -> DbTime,
        created_at -> DbTime,
        created_by -> Nullable<DbUuid>,
    }
    article_minute (article_id, minute) {
        article_id -> DbUuid,
        minute -> BigInt,
        views -> BigInt,
        visitors -> BigInt,
        engaged -> BigInt,
        recirculated -> BigInt,
        shares -> BigInt,
    }
    audience_site (minute) {
        minute -> BigInt,
        views -> BigInt,
    }
    tombstone (entity, target_id) {
        entity -> Text,
        target_id -> DbUuid,
        kind -> Text,
        at -> DbTime,
    }
    change_log (sequence) {
        sequence -> BigInt,
        entity -> Text,
        target_id -> DbUuid,
        kind -> Text,
        revision -> BigInt,
        at -> DbTime,
        account_id -> Nullable<DbUuid>,
        exact_kind -> Nullable<Text>,
    }
    change_counter (id) {
        id -> BigInt,
        value -> BigInt,
    }
    article_autosave (article_id, account_id) {
        article_id -> DbUuid,
        account_id -> DbUuid,
        base_revision -> BigInt,
        content -> Text,
        saved_at -> DbTime,
    }
    preview (id) {
        id -> DbUuid,
        article_id -> DbUuid,
        revision -> BigInt,
        digest -> Text,
        created_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        expires_at -> DbTime,
        opened -> BigInt,
    }
    release (id) {
        id -> DbUuid,
        state -> Text,
        content -> Text,
        pins -> Text,
        publish_at -> Nullable<DbTime>,
        publish_zone -> Nullable<Text>,
        scheduled_by -> Nullable<DbUuid>,
        scheduled_with -> Nullable<Text>,
        released_at -> Nullable<DbTime>,
        undone_at -> Nullable<DbTime>,
        deeds -> Text,
        faults -> Text,
        revision -> BigInt,
        created_at -> DbTime,
        updated_at -> DbTime,
        created_by -> Nullable<DbUuid>,
        updated_by -> Nullable<DbUuid>,
    }
    answered (asker, key) {
        asker -> Text,
        key -> Text,
        fingerprint -> Text,
        answer -> Text,
        expires_at -> DbTime,
    }
    audit_entry (sequence) {
        sequence -> BigInt,
        at -> DbTime,
        account_id -> Nullable<DbUuid>,
        credential -> Text,
        action -> Text,
        entity -> Text,
        target_id -> Nullable<DbUuid>,
        revision -> Nullable<BigInt>,
        payload -> Nullable<Text>,
        salt -> Nullable<Text>,
        digest -> Text,
        chain -> Text,
    }
    audit_head (id) {
        id -> BigInt,
        sequence -> BigInt,
        chain -> Text,
    }
    correction_link (sequence) {
        sequence -> BigInt,
        correction_id -> DbUuid,
        article_id -> DbUuid,
        previous_hash -> Text,
        hash -> Text,
    }
    public_change (sequence) {
        sequence -> BigInt,
        entity -> Text,
        target_id -> DbUuid,
        kind -> Text,
        at -> DbTime,
    }
}
