-- 0002 expand: a conversation can be left as a message, without a place in the queue.
ALTER TABLE conversation ADD COLUMN left_at INTEGER;  -- since when it is one; NULL: it is none
