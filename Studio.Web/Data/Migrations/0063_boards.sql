-- Boards: a person's own collections of pictures. A picture may lie on several, and is in the gallery all the same.
CREATE TABLE boards (
  id TEXT PRIMARY KEY,                -- a UUID
  owner TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  created_at INTEGER NOT NULL,        -- unix milliseconds
  UNIQUE (owner, name)
);

CREATE TABLE board_pictures (
  board_id TEXT NOT NULL REFERENCES boards (id) ON DELETE CASCADE,
  picture_id INTEGER NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
  PRIMARY KEY (board_id, picture_id)
);

CREATE INDEX board_pictures_by_picture ON board_pictures (picture_id);
