-- 0003 expand: how staff filed a conversation that they closed. NULL: not at all, as every one of before.
ALTER TABLE conversation ADD COLUMN filed TEXT;          -- ' outcome:<id> tag:<id> ', each word between spaces
