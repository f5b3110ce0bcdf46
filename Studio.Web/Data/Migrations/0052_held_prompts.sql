-- Prompts that wait for models which are being fetched: they are checked and put into the line when these are there.
CREATE TABLE held_prompts (
  id TEXT PRIMARY KEY,                -- the id that the job will have
  owner TEXT NOT NULL,
  body TEXT NOT NULL,                 -- JSON, as it was sent
  problem TEXT,                       -- why it could not be put into the line
  created_at INTEGER NOT NULL         -- unix milliseconds
);
