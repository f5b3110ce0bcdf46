-- What was used on which day, for limits by the day. The subject is user:<id> or key:<id>.
CREATE TABLE usage (
  subject TEXT NOT NULL,
  day INTEGER NOT NULL,               -- days since 1970-01-01, UTC
  images INTEGER NOT NULL,
  gpu_milliseconds INTEGER NOT NULL,
  PRIMARY KEY (subject, day)
);

-- the managed key that queued it: its limits and scopes hold for the whole life of the job
ALTER TABLE jobs ADD COLUMN key_id TEXT;
