-- 0010 expand: how often a department's canned replies were sent. No text, no conversation, no person, no time.
CREATE TABLE canned_use (
    organisation BLOB    NOT NULL,
    department   BLOB    NOT NULL,
    shortcut     TEXT    NOT NULL,            -- goes when the department has no such reply any more
    sent         INTEGER NOT NULL,
    PRIMARY KEY (organisation, department, shortcut)
) STRICT, WITHOUT ROWID;
