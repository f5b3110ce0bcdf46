-- Who may come in. The built-in administrator is whom the master key stands for: always there, always an administrator.
CREATE TABLE users (
  id TEXT PRIMARY KEY,                -- what owns jobs, pictures and uploads; never used again
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT NOT NULL CHECK (role IN ('admin', 'operator', 'artist', 'viewer')),
  password TEXT,                      -- PBKDF2; null: no signing in by password
  stamp TEXT NOT NULL,                -- changes with the password and when the account is disabled; sessions and tokens remember it
  enabled INTEGER NOT NULL DEFAULT 1,
  email TEXT,
  requests_per_minute INTEGER,        -- null: no limit of its own
  images_per_day INTEGER,
  gpu_seconds_per_day INTEGER,
  created_at INTEGER NOT NULL         -- unix milliseconds
);

INSERT INTO users (id, name, role, stamp, created_at)
VALUES ('admin', 'admin', 'admin', lower(hex(randomblob(16))), CAST(strftime('%s', 'now') AS INTEGER) * 1000);

-- Teams: a member has the group's role besides the own one, and its limits where the account has none.
CREATE TABLE groups (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  role TEXT CHECK (role IN ('admin', 'operator', 'artist', 'viewer')),
  requests_per_minute INTEGER,
  images_per_day INTEGER,
  gpu_seconds_per_day INTEGER,
  created_at INTEGER NOT NULL
);

CREATE TABLE group_members (
  group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (group_id, user_id)
);

CREATE INDEX group_members_by_user ON group_members (user_id);

-- name and roles are the account's, as they are now and not as they were at the sign-in
ALTER TABLE sessions DROP COLUMN user_name;
ALTER TABLE sessions DROP COLUMN roles;
