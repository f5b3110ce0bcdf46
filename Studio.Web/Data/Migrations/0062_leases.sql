-- A running job belongs to a worker until its lease is over; whoever holds it renews it.
ALTER TABLE jobs ADD COLUMN worker TEXT;
ALTER TABLE jobs ADD COLUMN lease_until INTEGER;
CREATE INDEX jobs_running ON jobs (lease_until, worker) WHERE state = 'Running';
