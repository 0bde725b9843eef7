-- Claims on the made-up theatre, `bench.claims` of them over two years, the same ones every time.
-- They are dated to the day, but for the share `bench.imprecise`.
-- A district is held by one party for about two months; one claim in twenty says something else.
-- Written in the order of recording, indexes in place, so that these are as full as in the field.

SET LOCAL max_parallel_workers_per_gather = 0;
SELECT setseed(0.421);

CREATE TEMP TABLE drawn ON COMMIT DROP AS
SELECT n,
       random() AS breadth,
       floor(421 * random())::int AS district,
       date '2020-01-01' + floor(731 * random())::int AS latest,
       random() AS precision,
       random() AS length,
       random() AS dissent,
       floor(4 * random())::int AS other,
       floor(random() * 40)::int + 1 AS source,
       random() AS standing,
       random() AS review,
       -- Most are recorded within days, a few weeks late.
       (-3 * ln(1 - random())) * interval '1 day' AS lateness,
       (-9 * ln(1 - random())) * interval '1 day' AS deliberation
FROM generate_series(1, current_setting('bench.claims')::int) AS n;

CREATE TEMP TABLE said ON COMMIT DROP AS
SELECT n,
       CASE WHEN breadth < 0.0002 THEN 0 WHEN breadth < 0.005 THEN 1 ELSE 2 END AS level,
       place.code AS district,
       place.province,
       latest,
       CASE
         WHEN precision >= current_setting('bench.imprecise')::float THEN latest
         WHEN length < 0.70 THEN latest - ceil(length * 9)::int
         WHEN length < 0.95 THEN latest - 30
         WHEN length < 0.97 THEN latest - 364
       END AS earliest,
       CASE
         WHEN dissent < 0.05 THEN other
         ELSE abs(hashint4(district * 1000 + (latest - date '2000-01-01' + district * 7) / 60)) % 3
       END AS step,
       'source-' || source AS source,
       CASE WHEN standing < 0.75 THEN 'confirmed' WHEN standing < 0.95 THEN 'unconfirmed' ELSE 'rejected' END
         AS standing,
       CASE
         WHEN review > 0.05 THEN NULL
         WHEN review < 0.005 THEN 'retracted'
         WHEN standing < 0.75 THEN 'rejected'
         ELSE 'confirmed'
       END AS reviewed,
       latest + interval '1 day' + lateness AS recorded_at,
       latest + interval '1 day' + lateness + deliberation AS reviewed_at
FROM drawn
JOIN (SELECT code, province, row_number() OVER (ORDER BY code) - 1 AS number FROM places WHERE level = 2)
  AS place ON place.number = drawn.district;

CREATE TEMP TABLE happened ON COMMIT DROP AS
SELECT 41 + row_number() OVER (ORDER BY recorded_at, n, kind) AS revision, *
FROM (
  SELECT n, 'claim' AS kind, recorded_at FROM said
  UNION ALL
  SELECT n, 'review', reviewed_at FROM said WHERE reviewed IS NOT NULL
) AS happening;

ANALYZE said, happened;

INSERT INTO events (theatre, revision, recorded_at, kind, hash)
SELECT 'bench', revision, recorded_at, kind, sha256(revision::text::bytea)
FROM happened ORDER BY revision;

-- What a source said on one day is one report.
CREATE TEMP TABLE cited ON COMMIT DROP AS
SELECT revision, n, source, recorded_at::date AS published_on,
       min(revision) OVER (PARTITION BY source, recorded_at::date) AS report
FROM happened JOIN said USING (n, recorded_at) WHERE kind = 'claim';

INSERT INTO reports (theatre, id, url, published_on)
SELECT 'bench', report, 'https://example.org/' || source || '/' || published_on, published_on
FROM cited WHERE revision = report ORDER BY report;

ANALYZE events, reports, cited;  -- else each foreign key is looked up by whatever index comes first

INSERT INTO claims (theatre, revision, place, level, "except", covers, status, valid_from, earliest,
                    latest, source, report, standing)
SELECT 'bench', cited.revision,
       CASE level WHEN 0 THEN 'XB' WHEN 1 THEN province ELSE district END,
       level,
       CASE WHEN level < 2 AND n % 2 = 0 THEN ARRAY[district] ELSE '{}' END,
       CASE level WHEN 0 THEN 421 WHEN 1 THEN (SELECT count(*) FROM places WHERE province = said.province) ELSE 1 END
         - CASE WHEN level < 2 AND n % 2 = 0 THEN 1 ELSE 0 END,
       (ARRAY['north', 'contested', 'south', 'unknown'])[step + 1],
       CASE WHEN earliest = latest THEN latest::text ELSE coalesce(earliest::text, '..') || '/' || latest END,
       earliest, latest, said.source, report, standing
FROM said JOIN cited USING (n)
ORDER BY cited.revision;

ANALYZE claims;

INSERT INTO reviews (theatre, revision, claim, standing, reason)
SELECT 'bench', happened.revision, cited.revision, reviewed, 'made up'
FROM happened JOIN said USING (n) JOIN cited USING (n)
WHERE kind = 'review'
ORDER BY happened.revision;

UPDATE theatres SET revision = head.revision, recorded_at = head.recorded_at
FROM (SELECT revision, recorded_at FROM events ORDER BY revision DESC LIMIT 1) AS head;
