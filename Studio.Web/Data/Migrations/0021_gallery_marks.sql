-- What people think of their pictures, and the bin. Model and sampler are read from the settings, so that a filter finds them by an index.
ALTER TABLE pictures ADD COLUMN binned_at INTEGER;          -- unix milliseconds: nobody who has it wants it any more
ALTER TABLE picture_owners ADD COLUMN binned_at INTEGER;    -- this owner does not want it any more
ALTER TABLE pictures ADD COLUMN model TEXT GENERATED ALWAYS AS (json_extract(settings, '$.Model')) VIRTUAL;
ALTER TABLE pictures ADD COLUMN sampler TEXT GENERATED ALWAYS AS (json_extract(settings, '$.Sampler')) VIRTUAL;
CREATE INDEX pictures_by_model ON pictures (model) WHERE model IS NOT NULL;
CREATE INDEX pictures_by_sampler ON pictures (sampler) WHERE sampler IS NOT NULL;
CREATE INDEX picture_owners_in_bin ON picture_owners (binned_at) WHERE binned_at IS NOT NULL;
CREATE INDEX pictures_in_bin ON pictures (binned_at) WHERE binned_at IS NOT NULL;

CREATE TABLE picture_marks (
  picture_id INTEGER NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
  owner TEXT NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  rating INTEGER NOT NULL DEFAULT 0,  -- 1 to 5; 0 is none
  PRIMARY KEY (picture_id, owner)
);

CREATE TABLE picture_tags (
  picture_id INTEGER NOT NULL REFERENCES pictures (id) ON DELETE CASCADE,
  owner TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (owner, tag, picture_id)
);

CREATE INDEX picture_tags_by_picture ON picture_tags (picture_id);
