-- Managed keys: sk_<id>_<secret>. Only a hash of the whole key is kept.
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,                -- the 8 public characters
  owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,                 -- SHA-256, hex
  scopes TEXT NOT NULL,               -- separated by spaces
  workflows TEXT,                     -- JSON array of ids; null: any
  addresses TEXT,                     -- CIDR, separated by spaces; null: from anywhere
  requests_per_minute INTEGER,
  images_per_day INTEGER,
  gpu_seconds_per_day INTEGER,
  created_at INTEGER NOT NULL,        -- unix milliseconds
  expires_at INTEGER,
  revoked_at INTEGER,
  replaced_by TEXT,                   -- the key that rotation made
  last_used_at INTEGER,
  last_used_from TEXT
);

CREATE INDEX api_keys_by_owner ON api_keys (owner);

-- Tokens (JWT) that this server has signed. One that is not here does not count, however well it is signed.
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,                -- jti
  owner TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  credential TEXT NOT NULL,           -- what it was made with; when that ends the token ends
  scopes TEXT NOT NULL,               -- separated by spaces
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
);

CREATE INDEX tokens_by_owner ON tokens (owner);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
