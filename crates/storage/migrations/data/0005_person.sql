-- 0005 expand: the conversations of one person are found without looking at all of them.
CREATE INDEX conversation_person ON conversation (organisation, person, id);
