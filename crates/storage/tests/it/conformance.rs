//! What every store must do, written against the traits alone. A new store implements [`Backend`] and names itself in
//! `conformance!`.

mod bans;
mod conversations;
mod directory;
mod figures;
mod isolation;
mod keys;
mod messages;
mod resume;
mod sessions;

use crate::support::{Stores, TestDir, open, options};
use bedside_storage::sqlite::{SqliteKeyStore, SqliteStore};
pub(crate) use keys::Chain;

/// A store under test, empty at first.
pub(crate) trait Backend {
    fn empty() -> Self;
    fn stores(&self) -> &Stores;
    /// Closes in an orderly way and opens again.
    fn reopen(&mut self);
}

macro_rules! conformance {
    ($module:ident, $backend:ty: $($topic:ident::$case:ident,)*) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $case() {
                    let backend: $backend = super::Backend::empty();
                    super::$topic::$case(backend).await;
                }
            )*
        }
    };
}

conformance! { sqlite, super::Sqlite:
    isolation::another_organisation_finds_nothing,
    isolation::another_organisation_changes_nothing,
    isolation::an_unknown_organisation_is_refused,
    messages::numbers_have_no_gaps_under_concurrency,
    messages::a_repeat_gets_the_first_answer,
    messages::concurrent_repeats_are_stored_once,
    messages::a_key_is_unique_for_each_author_and_conversation,
    messages::commits_are_told_in_order,
    messages::closing_ends_posting,
    messages::a_dropped_future_does_not_undo,
    messages::held_messages_are_released_once,
    messages::notes_follow_their_own_rule,
    conversations::opening_is_idempotent,
    conversations::one_of_many_accepts,
    conversations::accepting_and_transferring_race,
    conversations::what_is_stored_is_what_was_given,
    conversations::a_chat_is_taken_over_in_the_department_that_was_asked_for,
    conversations::a_quiet_chat_does_not_end_over_what_was_just_said,
    conversations::lists_find_what_they_should,
    conversations::urgent_once,
    conversations::a_left_message_is_there_whole_and_left_once,
    conversations::receipts_only_grow,
    directory::places_and_staff_are_kept,
    directory::an_email_belongs_to_one,
    directory::settings_are_replaced,
    sessions::sessions_live_and_end,
    sessions::sweeping_takes_the_expired,
    sessions::uses_only_move_forward,
    bans::blocks_are_kept_changed_and_end,
    figures::those_of_others_do_not_count_towards_the_limit,
    keys::epochs_come_and_go,
    keys::data_keys_are_rewrapped_and_destroyed,
    keys::wrappings_must_fit,
    keys::orphans_are_found,
    resume::reading_from_any_rev_gives_the_rest,
}

pub(crate) struct Sqlite {
    directory: TestDir,
    open: Option<(SqliteStore, SqliteKeyStore, Stores)>,
}

impl Backend for Sqlite {
    fn empty() -> Self {
        let mut backend = Self { directory: TestDir::new(), open: None };
        backend.reopen();
        backend
    }

    fn stores(&self) -> &Stores {
        &self.open.as_ref().unwrap().2
    }

    fn reopen(&mut self) {
        if let Some((store, keys, _)) = self.open.take() {
            store.close();
            keys.close();
        }
        let store = open(self.directory.path());
        let keys = SqliteKeyStore::open(self.directory.path(), &options()).unwrap();
        let stores = Stores::of(&store, &keys);
        self.open = Some((store, keys, stores));
    }
}
