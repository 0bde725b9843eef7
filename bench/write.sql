-- One more event, told of as the service tells of it.
WITH head AS (
  UPDATE theatres SET revision = revision + 1, wins_revision = revision + 1, recorded_at = clock_timestamp() WHERE id = 'bench'
  RETURNING revision, recorded_at
), event AS (
  INSERT INTO events (theatre, revision, recorded_at, kind, hash)
  SELECT 'bench', revision, recorded_at, 'source', sha256(revision::text::bytea) FROM head
)
SELECT revision, pg_notify('frontline', 'bench:' || revision) FROM head
