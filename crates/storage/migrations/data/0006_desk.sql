-- 0006 expand: what staff keep beside conversations. Nobody's words or names.

-- Visitors who may not open chats for a time.
CREATE TABLE ban (
    organisation BLOB    NOT NULL,
    person       BLOB    NOT NULL,
    visitor      BLOB    NOT NULL,            -- the session from which they were blocked, which lives on as long
    conversation BLOB    NOT NULL,            -- the chat in which they were
    department   BLOB    NOT NULL,
    reason       TEXT    NOT NULL,
    staff        BLOB    NOT NULL,            -- by whom
    at           INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    PRIMARY KEY (organisation, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX ban_end ON ban (until);

-- Of which chat a member of staff wants to be reminded, and when.
CREATE TABLE reminder (
    organisation BLOB    NOT NULL,
    staff        BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    due_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation, staff, conversation)
) STRICT, WITHOUT ROWID;
