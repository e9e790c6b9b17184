-- 0007 expand: how a patient found a chat after its end. Goes with its conversation.
CREATE TABLE rating (
    organisation BLOB    NOT NULL,
    conversation BLOB    NOT NULL,
    id           BLOB    NOT NULL,            -- 16 bytes; the envelope is bound to it
    score        INTEGER NOT NULL,            -- 1 to 5
    at           INTEGER NOT NULL,
    comment      BLOB,                        -- envelope of a message body, under the conversation's key
    PRIMARY KEY (organisation, conversation)
) STRICT, WITHOUT ROWID;
