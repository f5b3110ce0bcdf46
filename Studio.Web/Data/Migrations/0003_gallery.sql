-- Pictures on disk, and whose they are. The files are the truth; these rows say what files cannot.
CREATE TABLE pictures (
  id INTEGER PRIMARY KEY,
  folder TEXT NOT NULL,               -- output, input, temp
  subfolder TEXT NOT NULL,            -- forward slashes, empty for the top
  file_name TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  created_at INTEGER NOT NULL,        -- unix milliseconds
  settings TEXT,                      -- JSON of PictureSettings
  words TEXT NOT NULL,                -- lower case: what a search looks through
  UNIQUE (folder, subfolder, file_name)
);

CREATE INDEX pictures_by_time ON pictures (folder, created_at, id);

-- Two people whose prompts are the same get the same file from the cache: it is both's.
CREATE TABLE picture_owners (
  picture_id INTEGER NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
  owner TEXT NOT NULL,
  job_id TEXT,
  node_id TEXT,
  PRIMARY KEY (picture_id, owner)
);

CREATE INDEX picture_owners_by_owner ON picture_owners (owner);
CREATE INDEX picture_owners_by_job ON picture_owners (job_id);
