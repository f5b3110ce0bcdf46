-- The queue and its history: a job is a row before its sender hears of it, and stays one until history lets it go.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  number REAL NOT NULL,               -- as the client was told it
  number_given INTEGER NOT NULL,      -- 1 when the client chose it
  place REAL NOT NULL,                -- the order of running, lowest first; moving a job changes this and sequence, never number
  sequence INTEGER NOT NULL,          -- breaks ties: first come, first served
  state TEXT NOT NULL,                -- Queued, Running, Done, Failed, Interrupted
  attempt INTEGER NOT NULL,
  client_id TEXT,
  workflow_id TEXT,
  prompt TEXT NOT NULL,               -- JSON, API format
  extra_data TEXT NOT NULL,           -- JSON
  outputs TEXT NOT NULL,              -- JSON array of node ids to run
  created_at INTEGER NOT NULL,        -- unix milliseconds
  started_at INTEGER,
  ended_at INTEGER,
  end_order INTEGER,                  -- rises with each end; the order of history
  error TEXT,
  result TEXT                         -- JSON of JobResult
);

CREATE INDEX jobs_waiting ON jobs (state, place, sequence);
CREATE INDEX jobs_ended ON jobs (end_order);
CREATE INDEX jobs_by_owner ON jobs (owner, created_at);

-- One row while the queue is paused by somebody, so that a restart does not start it again behind their back.
CREATE TABLE queue_pause (
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL              -- unix milliseconds
);
