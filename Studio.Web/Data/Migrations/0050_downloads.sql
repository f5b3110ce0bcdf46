-- Models that are fetched: a row before whoever asked hears of it, and until somebody takes it off the list.
CREATE TABLE downloads (
  id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,          -- first come, first served among equal priorities
  owner TEXT NOT NULL,
  source TEXT NOT NULL,               -- hf:owner/repo/file@revision, civitai:123 or an address
  kind TEXT,                          -- folder; null until the content tells it
  name TEXT,                          -- below that folder; null until the source tells it
  priority INTEGER NOT NULL,          -- higher goes first
  state TEXT NOT NULL,                -- Queued, Running, Paused, Done, Failed, Cancelled
  attempts INTEGER NOT NULL,          -- in a row without one new byte
  retry_at INTEGER,                   -- unix milliseconds; not before
  bytes INTEGER NOT NULL,             -- on disk when the state last changed
  total INTEGER,
  expected_hash TEXT,                 -- SHA-256 that whoever asked wants, lower-case hex
  hash TEXT,                          -- SHA-256 of what came
  problem TEXT,                       -- what stands in the way, or what ended it
  note TEXT,                          -- what happened on the way
  staging TEXT NOT NULL,              -- folder of the .part file, a full path
  remote TEXT,                        -- JSON of what the source says of the file
  created_at INTEGER NOT NULL,
  ended_at INTEGER
);

CREATE INDEX downloads_by_state ON downloads (state, priority DESC, sequence);

-- Where model files came from: one row per file that was fetched, by its path.
CREATE TABLE model_origins (
  path TEXT PRIMARY KEY,              -- full path
  bytes INTEGER NOT NULL,
  hash TEXT NOT NULL,                 -- SHA-256 as it was written
  source TEXT NOT NULL,               -- without secrets
  source_key TEXT NOT NULL,           -- a hash of the whole source
  page TEXT,                          -- where people read about it
  licence TEXT,
  base_model TEXT,
  words TEXT NOT NULL,                -- JSON array of trigger words
  fetched_at INTEGER NOT NULL,        -- unix milliseconds
  fetched_by TEXT NOT NULL
);

CREATE INDEX model_origins_by_hash ON model_origins (hash);
CREATE INDEX model_origins_by_source ON model_origins (source_key);

-- Somebody's own tokens for sites of models, sealed with a key that is made of the master key.
CREATE TABLE site_tokens (
  owner TEXT NOT NULL,
  site TEXT NOT NULL,                 -- huggingface or civitai
  sealed BLOB NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (owner, site)
);

-- Fetching was a part of models:write before it had a scope of its own.
UPDATE api_keys SET scopes = scopes || ' models:fetch' WHERE ' ' || scopes || ' ' LIKE '% models:write %';
