-- What somebody said of a model file and what was found out about it: one row per path.
CREATE TABLE model_notes (
  path TEXT PRIMARY KEY,              -- full path
  hash TEXT,                          -- SHA-256, lower-case hex
  hashed_bytes INTEGER,               -- length and time of the file whose hash that is
  hashed_modified INTEGER,            -- unix milliseconds
  tags TEXT NOT NULL,                 -- JSON array
  notes TEXT NOT NULL,
  strength REAL,                      -- usual strength of a LoRA
  last_used INTEGER                   -- unix milliseconds
);

CREATE INDEX model_notes_by_hash ON model_notes (hash);

-- Deleted model files: they lie in .bin of their kind's folder until somebody empties it.
CREATE TABLE model_bin (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,                 -- where it was
  bin_path TEXT NOT NULL,             -- where it is
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,        -- unix milliseconds
  deleted_by TEXT NOT NULL
);
