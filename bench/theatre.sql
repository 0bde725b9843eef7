-- A made-up theatre: 34 provinces, 421 districts with outlines, two parties, 40 sources, at revision 41.

INSERT INTO theatres (id, code, title, falls_to, default_set, default_policy, licence, attribution, head_hash)
VALUES ('bench', 'XB', 'Made up', 'south', 'all', 'confirmed', 'none', 'none', sha256('bench'));

INSERT INTO actors (theatre, id, label, ordering) VALUES
  ('bench', 'north', 'North', 1),
  ('bench', 'south', 'South', 2);

-- A hash of what an event says is the ledger's business; here it only takes its room.
INSERT INTO events (theatre, revision, recorded_at, kind, hash)
SELECT 'bench', revision, '2020-01-01', CASE WHEN revision = 1 THEN 'places' ELSE 'source' END,
       sha256(revision::text::bytea)
FROM generate_series(1, 41) AS revision;

INSERT INTO statuses (theatre, id, step, label, controller, degree, colour, ordering, revision) VALUES
  ('bench', 'north', 0, 'North', 'north', 'control', '#0072B2', 1, 1),
  ('bench', 'contested', 1, 'Contested', NULL, 'contested', '#F0E442', 2, 1),
  ('bench', 'south', 2, 'South', 'south', 'control', '#D55E00', 3, 1),
  ('bench', 'unknown', 3, 'Unknown', NULL, 'unknown', '#999999', 4, 1);

INSERT INTO places (theatre, code, level, province, code_system, name, type, revision)
SELECT 'bench', 'XB', 0, NULL, 'local', 'Made up', NULL, 1
UNION ALL
SELECT 'bench', 'XB' || to_char(province, 'FM00'), 1, NULL, 'local', 'Province ' || province, NULL, 1
FROM generate_series(1, 34) AS province;

INSERT INTO places (theatre, code, level, province, code_system, name, type, centroid, revision)
SELECT 'bench', 'XB' || to_char(n % 34 + 1, 'FM00') || to_char(n / 34 + 1, 'FM00'), 2,
       'XB' || to_char(n % 34 + 1, 'FM00'), 'local', 'District ' || n,
       CASE WHEN n < 34 THEN 'provincial_centre' ELSE 'district' END,
       ST_SetSRID(ST_MakePoint(60 + n % 21 * 0.7, 29 + n / 21 * 0.45), 4326), 1
FROM generate_series(0, 420) AS n;

-- Rounds of 33 points are about as long as simplified borders.
INSERT INTO boundary_versions (theatre, revision, source, title) VALUES ('bench', 1, 'made-up', 'Rounds');

INSERT INTO boundaries (theatre, revision, code, geometry, simplified)
SELECT theatre, 1, code, drawn, ST_AsGeoJSON(drawn, 4)
FROM places, ST_Multi(ST_Buffer(centroid, 0.25, 'quad_segs=8')) AS drawn WHERE level = 2;

INSERT INTO district_sets (theatre, id, title, ordering, revision) VALUES ('bench', 'all', 'All', 1, 1);

INSERT INTO set_members (theatre, set_id, district)
SELECT theatre, 'all', code FROM places WHERE level = 2;

INSERT INTO sources (theatre, id, name, kind, favours, revision)
SELECT 'bench', 'source-' || n, 'Source ' || n, 'media',
       CASE n % 10 WHEN 1 THEN 'north' WHEN 2 THEN 'south' END, n + 1
FROM generate_series(1, 40) AS n;

ANALYZE events, statuses, places, boundaries, sources;
