-- 0008 expand: what numbers are made of, one row a chat that has ended. No text, no visitor, no person, and two days after the end no
-- conversation either (docs/adr/0007-numbers.md).
CREATE TABLE figure (
    id           INTEGER PRIMARY KEY,
    organisation BLOB    NOT NULL,
    conversation BLOB,                        -- while it can be rated or gone on with; then NULL
    quarter      INTEGER NOT NULL,            -- the quarter of an hour in which it opened, since the Unix epoch
    department   BLOB    NOT NULL,            -- that had it last
    staff        BLOB,                        -- who served it last
    ending       INTEGER NOT NULL,            -- 1 served, 2 gave up waiting, 3 lost while waiting, 4 left a message
    wait_s       INTEGER,                     -- from opening to the first who joined
    reply_s      INTEGER,                     -- from opening to the first message of staff
    handling_s   INTEGER,                     -- while somebody served it
    at_once      INTEGER,                     -- chats that who served it had as it ended, this one among them
    rating       INTEGER                      -- 1 to 5
) STRICT;
CREATE INDEX figure_when ON figure (organisation, quarter);
CREATE UNIQUE INDEX figure_conversation ON figure (organisation, conversation) WHERE conversation IS NOT NULL;
CREATE INDEX conversation_served_now ON conversation (organisation, staff) WHERE phase = 2;
