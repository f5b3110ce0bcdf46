-- What was done or refused, by whom, from where. Written by one writer, read by administrators, bounded by age and number.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order of what happened; never used twice
  at INTEGER NOT NULL,                    -- unix milliseconds
  action TEXT NOT NULL,                   -- sign-in, refusal, key.created, maintenance.on ...
  result TEXT NOT NULL,                   -- ok, refused, failed
  user_id TEXT,                           -- null when nobody had signed in
  user_name TEXT,
  address TEXT,
  user_agent TEXT,
  target TEXT,                            -- what it was done to
  detail TEXT,
  times INTEGER NOT NULL                  -- the same refusal several times within a moment is one line
);

CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_result ON audit (result, id);
