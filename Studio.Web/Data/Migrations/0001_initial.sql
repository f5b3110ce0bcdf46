-- Signed-in browsers. A cookie names a row; without the row it is worth nothing.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  user_name TEXT NOT NULL,
  roles TEXT NOT NULL,            -- comma-separated
  credential TEXT NOT NULL,       -- what was signed in with; when it changes the row is void
  persistent INTEGER NOT NULL,    -- "Remember me"
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,    -- unix milliseconds
  last_seen_at INTEGER NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen_at);
