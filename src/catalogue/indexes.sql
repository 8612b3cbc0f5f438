-- Indexes of a catalogue that has articles. The first run creates them at its end, which takes much less time than to
-- keep them up to date meanwhile.

CREATE INDEX IF NOT EXISTS articles_by_id ON articles (id) WHERE id IS NOT NULL;
CREATE INDEX IF NOT EXISTS articles_by_output ON articles (output) WHERE output IS NOT NULL;
CREATE INDEX IF NOT EXISTS links_by_target ON links (target) WHERE target IS NOT NULL;
CREATE INDEX IF NOT EXISTS files_by_key ON files (path_key);
CREATE INDEX IF NOT EXISTS files_by_output ON files (output);
CREATE INDEX IF NOT EXISTS files_stale ON files (path) WHERE stale;
