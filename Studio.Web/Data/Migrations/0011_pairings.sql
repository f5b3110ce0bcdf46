-- Programs that wait until somebody lets them in. Codes are kept as hashes; rows go when they are old.
CREATE TABLE pairings (
  device_hash TEXT PRIMARY KEY,       -- SHA-256 of the device code, hex
  user_hash TEXT NOT NULL UNIQUE,     -- SHA-256 of the user code
  name TEXT NOT NULL,                 -- what the program calls itself
  scopes TEXT,                        -- separated by spaces; null: all that whoever approves may give
  address TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'denied', 'taken')),
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE, -- who decided
  created_at INTEGER NOT NULL,        -- unix milliseconds
  expires_at INTEGER NOT NULL,
  poll_after INTEGER NOT NULL,        -- earlier questions are too early
  poll_seconds INTEGER NOT NULL       -- between two questions
);
