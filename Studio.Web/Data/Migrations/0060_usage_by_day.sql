-- A report of the last days reads them from here alone, however many days there are before them.
CREATE INDEX usage_by_day ON usage (day, subject, images, gpu_milliseconds);
