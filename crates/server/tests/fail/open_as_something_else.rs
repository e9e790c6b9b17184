//! What was sealed as a message opens as a message and as nothing else.
use bedside_domain::{MessageBody, NoteBody};
use bedside_keys::{Context, DataKey, Sealed};

fn open(key: &DataKey, context: &Context, sealed: &Sealed<MessageBody>) {
    let _: Result<NoteBody, _> = key.open(context, sealed);
}

fn main() {}
