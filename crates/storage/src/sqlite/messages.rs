//! Posting: the one write that must be quick. Decides in memory, then adds three rows.

use bedside_domain::{Rev, Seq};
use bedside_keys::BoxFuture;

use crate::{Messages, NewBody, NewMessage, OnCommit, PostOutcome, StoredEvent, WriteError};

use super::{
    SqliteStore, canned,
    events::{self, NewRow, What, kind},
    failure::Failure,
    hot::{self, Current},
    memory::Held,
    transaction::{EntryFacts, Tx},
};

impl Messages for SqliteStore {
    fn post(
        &self,
        new: NewMessage,
        on_commit: OnCommit<PostOutcome>,
    ) -> BoxFuture<'static, Result<PostOutcome, WriteError>> {
        self.writer().write_then(on_commit, move |tx| post(tx, &new))
    }
}

pub(super) fn post(tx: &mut Tx<'_>, new: &NewMessage) -> Result<PostOutcome, Failure> {
    let (organisation, conversation) = (new.organisation, new.conversation);
    let Some(current) = hot::current(tx, organisation, conversation)? else {
        return Ok(PostOutcome::NotFound);
    };
    // Before the state is asked: a retry gets its answer even when the conversation has ended since.
    let key = tx.memory.fingerprint(new.author, new.client_key);
    if let Some(first) = first(tx, new, key)? {
        return Ok(PostOutcome::Repeat(Box::new(first)));
    }
    let allowed = match new.body {
        NewBody::Message(_) | NewBody::Held(..) => current.state.may_post(new.author),
        NewBody::Note(_) => current.state.may_note(new.author),
        NewBody::Whisper(_) => current.state.may_whisper(new.author),
    };
    if let Err(refused) = allowed {
        return Ok(PostOutcome::Refused(refused));
    }
    let (rev, seq) = place(current, &new.body)?;
    let row = NewRow {
        rev,
        at: new.at,
        author: new.author,
        message: Some(new.message),
        client_key: Some(new.client_key),
        what: what(&new.body, seq),
    };
    events::insert(tx, organisation, conversation, &row)?;
    let facts = EntryFacts {
        conversation: Some(conversation),
        subject: Some(new.message.to_bytes()),
        seq,
        rev: Some(rev),
        body_hash: Some(new.body_hash),
    };
    if matches!(new.body, NewBody::Message(_)) && !new.canned.is_empty() {
        canned::sent(tx, organisation, current.state.department, &new.canned)?;
    }
    tx.audit(organisation, &new.entry, &facts)?;
    tx.outbox(organisation, conversation, rev)?;
    remember(tx, new, key, rev, seq);
    Ok(PostOutcome::Stored { seq, rev })
}

/// The event that the author's client key belongs to already.
fn first(tx: &mut Tx<'_>, new: &NewMessage, key: u64) -> Result<Option<StoredEvent>, Failure> {
    let hot = hot::remembered(tx, new.organisation, new.conversation);
    let Some(rev) = hot.keys.get(&key).copied() else { return Ok(None) };
    let event = events::at(**tx, new.organisation, new.conversation, super::columns::rev(rev)?)?
        .ok_or(Failure::Inconsistent("event: the row of a client key is gone"))?;
    if event.author == new.author && event.client_key == Some(new.client_key) {
        return Ok(Some(event));
    }
    events::of_client_key(**tx, new.organisation, new.conversation, new.author, new.client_key)
}

fn place(current: Current, body: &NewBody) -> Result<(Rev, Option<Seq>), Failure> {
    let seq = match body {
        NewBody::Message(_) => Some(current.next_seq()?),
        NewBody::Held(..) | NewBody::Note(_) | NewBody::Whisper(_) => None,
    };
    Ok((current.next_rev()?, seq))
}

fn what(body: &NewBody, seq: Option<Seq>) -> What<'_> {
    match body {
        NewBody::Message(body) => {
            What { kind: kind::MESSAGE, seq, body: Some(body.as_bytes()), ..What::default() }
        }
        NewBody::Held(body, reason) => What {
            kind: kind::HELD,
            reason: Some((*reason).into()),
            body: Some(body.as_bytes()),
            ..What::default()
        },
        NewBody::Note(body) | NewBody::Whisper(body) => {
            What { kind: kind::NOTE, body: Some(body.as_bytes()), ..What::default() }
        }
    }
}

fn remember(tx: &mut Tx<'_>, new: &NewMessage, key: u64, rev: Rev, seq: Option<Seq>) {
    let hot = hot::remembered(tx, new.organisation, new.conversation);
    hot.rev = rev.get();
    if let Some(seq) = seq {
        hot.seq = seq.get();
    }
    hot.keys.insert(key, rev.get());
    if matches!(new.body, NewBody::Held(..)) {
        hot.held.insert(new.message, Held { rev: rev.get(), released: false });
    }
    tx.memory.grown();
}
