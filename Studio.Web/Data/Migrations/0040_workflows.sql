-- Saved workflows. What is deleted stays, marked, until its owner empties the bin; a version is never changed.
CREATE TABLE workflows (
  id TEXT PRIMARY KEY,                -- a UUID
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  tags TEXT NOT NULL,                 -- JSON list
  thumbnail TEXT,                     -- a picture of the gallery: "sub/x.png [output]"
  version INTEGER NOT NULL,           -- the one that runs
  draft TEXT,                         -- what an editor holds and nobody has saved: JSON of the editor's file
  created_at INTEGER NOT NULL,        -- unix milliseconds
  changed_at INTEGER NOT NULL,
  deleted_at INTEGER
);

CREATE INDEX workflows_by_owner ON workflows (owner, deleted_at, changed_at);

CREATE TABLE workflow_versions (
  workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- from 1
  name TEXT NOT NULL,                 -- empty for one that nobody named
  ui TEXT,                            -- the editor's file, as it came
  api TEXT,                           -- the prompt, as it came; null is made from the file when it is asked for
  form TEXT,                          -- inputs of a manifest: chosen, or as they came; null is found in the file
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workflow_id, number)
);

-- Links to forms. The link itself is kept as a hash.
CREATE TABLE workflow_shares (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,    -- SHA-256, hex
  workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
  runs_allowed INTEGER NOT NULL,
  runs_used INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,        -- unix milliseconds
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);

CREATE INDEX workflow_shares_by_workflow ON workflow_shares (workflow_id);
