-- Jobs that one click has queued together carry one name, so that a list can show them as one.
ALTER TABLE jobs ADD COLUMN batch TEXT;
