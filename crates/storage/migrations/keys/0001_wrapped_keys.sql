-- 0001: wrapped keys, in a database of their own, and a second copy of each log's newest head.

-- Epoch keys, wrapped to a master key. Numbers ascend with each new epoch of an organisation.
CREATE TABLE epoch (
    organisation BLOB    NOT NULL,
    number       INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    wrapped      BLOB    NOT NULL,
    PRIMARY KEY (organisation, number),
    UNIQUE (organisation, id)
) STRICT, WITHOUT ROWID;

-- Data keys, wrapped to an epoch key. Conversation is zero for the organisation's own.
CREATE TABLE data_key (
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    ordinal      INTEGER NOT NULL,
    id           BLOB    NOT NULL,
    epoch        BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    wrapped      BLOB    NOT NULL,
    PRIMARY KEY (organisation, conversation, ordinal),
    UNIQUE (organisation, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_key_epoch ON data_key (organisation, epoch);

-- What the audit log had reached: shows at start that the data alone was put back to an older state.
CREATE TABLE newest_head (
    organisation BLOB    NOT NULL PRIMARY KEY,
    size         INTEGER NOT NULL,
    root         BLOB    NOT NULL,
    note         TEXT    NOT NULL,
    signed_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
