-- 0001: everything the first release keeps, but keys. Organisation is in the key of every table.
-- Ids are 16 bytes, instants are Unix milliseconds, texts of people are envelopes (docs/formats/envelope.md).

CREATE TABLE organisation (
    id           BLOB    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- Settings are JSON documents: they are read as a whole into memory and never searched.
CREATE TABLE site (
    organisation BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    settings     TEXT    NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE department (
    organisation BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    settings     TEXT    NOT NULL,
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
    organisation BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    email_index  BLOB    NOT NULL,            -- keyed hash, 32 bytes
    role         TEXT    NOT NULL,
    departments  BLOB    NOT NULL,            -- ids one after the other
    created_at   INTEGER NOT NULL,
    disabled_at  INTEGER,
    profile      BLOB    NOT NULL,            -- envelope
    PRIMARY KEY (organisation, id),
    UNIQUE (organisation, email_index)
) STRICT, WITHOUT ROWID;

-- The one table that is found without its organisation: whoever shows a token does not say where it belongs.
CREATE TABLE session (
    token_hash   BLOB    NOT NULL,            -- SHA-256 of the token
    organisation BLOB    NOT NULL,
    owner_kind   INTEGER NOT NULL,            -- 1 visitor, 2 staff
    owner        BLOB    NOT NULL,
    person       BLOB,                        -- visitors: person, site, consent
    site         BLOB,
    consent_version INTEGER,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER NOT NULL,
    PRIMARY KEY (token_hash, organisation)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_owner ON session (organisation, owner);
CREATE INDEX session_expiry ON session (expires_at);

-- Newest rev and seq are not kept here: they are those of the newest events.
CREATE TABLE conversation (
    organisation BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    phase        INTEGER NOT NULL,            -- 1 waiting, 2 active, 3 closed
    department   BLOB    NOT NULL,
    staff        BLOB,                        -- waiting: who is preferred; active: who serves
    visitor      BLOB    NOT NULL,
    client_key   BLOB    NOT NULL,
    site         BLOB    NOT NULL,
    person       BLOB    NOT NULL,
    opened_at    INTEGER NOT NULL,
    waiting_since INTEGER NOT NULL,
    closed_at    INTEGER,
    close_reason INTEGER,                     -- 1 visitor ended, 2 staff closed, 3 visitor left
    urgent       INTEGER NOT NULL DEFAULT 0,
    policy       TEXT    NOT NULL,            -- JSON, as promised when it opened
    card         BLOB    NOT NULL,            -- envelope
    details      BLOB,                        -- envelope
    PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conversation_visitor ON conversation (organisation, visitor, client_key);
CREATE INDEX conversation_open ON conversation (organisation, opened_at, id) WHERE phase <> 3;
CREATE INDEX conversation_closed ON conversation (organisation, department, id) WHERE phase = 3;

-- Who served a conversation, in order of joining.
CREATE TABLE served (
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    ordinal      INTEGER NOT NULL,
    staff        BLOB    NOT NULL,
    PRIMARY KEY (organisation, conversation, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX served_staff ON served (organisation, staff, conversation);

-- One row an event. A held message that is released gets a second row, with the same envelope.
-- Rows lie in order of arrival, found by a narrow index: wide rows clustered by a random id would dirty a page each
-- (docs/adr/0002-sqlite-access.md). The body is last, so that reading the other columns does not touch its pages.
CREATE TABLE event (
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    rev          INTEGER NOT NULL,
    kind         INTEGER NOT NULL,            -- 1 opened, 2 message, 3 held, 4 released, 5 note, 6 joined, 7 transferred, 8 closed
    at           INTEGER NOT NULL,
    author_kind  INTEGER NOT NULL,            -- 0 system, 1 visitor, 2 staff
    author       BLOB    NOT NULL,
    seq          INTEGER,                     -- message, released
    reason       INTEGER,                     -- held: why; closed: why
    message      BLOB,                        -- message, held, released, note
    client_key   BLOB,
    department   BLOB,                        -- opened, transferred
    staff        BLOB,                        -- transferred: to whom; released: by whom
    body         BLOB,                        -- envelope
    PRIMARY KEY (organisation, conversation, rev)
) STRICT;

-- Committed, but perhaps not delivered yet.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    rev          INTEGER NOT NULL
) STRICT;

CREATE TABLE receipt (
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    participant_kind INTEGER NOT NULL,
    participant  BLOB    NOT NULL,
    delivered    INTEGER NOT NULL,
    read         INTEGER NOT NULL,
    PRIMARY KEY (organisation, conversation, participant_kind, participant)
) STRICT, WITHOUT ROWID;

-- The audit log (docs/formats/audit-log.md). Leaf numbers are the order of commits, from 0, without gaps.
CREATE TABLE audit_entry (
    organisation BLOB    NOT NULL,
    leaf         INTEGER NOT NULL,
    entry        BLOB    NOT NULL,            -- encoded
    salt         BLOB,                        -- of the commitment to the detail
    detail       BLOB,                        -- envelope
    PRIMARY KEY (organisation, leaf)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_tile (
    organisation BLOB    NOT NULL,
    level        INTEGER NOT NULL,
    number       INTEGER NOT NULL,            -- place in its level
    hashes       BLOB    NOT NULL,            -- 32 bytes each, the widest there is
    PRIMARY KEY (organisation, level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_head (
    organisation BLOB    NOT NULL,
    standing     INTEGER NOT NULL,            -- 1 committed, 2 published
    size         INTEGER NOT NULL,
    root         BLOB    NOT NULL,
    note         TEXT    NOT NULL,            -- C2SP signed note
    signed_at    INTEGER NOT NULL,
    PRIMARY KEY (organisation, standing)
) STRICT, WITHOUT ROWID;
