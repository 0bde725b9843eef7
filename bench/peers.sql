-- The same rows for servers of tables, as someone who knows the data would offer them: by one query, not derived.

CREATE SCHEMA peer;

CREATE VIEW peer.standing AS
SELECT claim.*, coalesce(reviewed.standing, claim.standing) AS stands
FROM claims AS claim
LEFT JOIN (
  SELECT DISTINCT ON (theatre, claim) theatre, claim, standing FROM reviews ORDER BY theatre, claim, revision DESC
) AS reviewed ON reviewed.theatre = claim.theatre AND reviewed.claim = claim.revision;

CREATE FUNCTION peer.status_on(at timestamptz DEFAULT now())
RETURNS TABLE (id text, name text, province text, province_name text, type text, status text, claim bigint,
               last_confirmed date)
LANGUAGE sql STABLE AS $$
  SELECT place.code, place.name, place.province, province.name, place.type,
         governing.status, governing.claim, governing.latest
  FROM places AS place
  JOIN places AS province ON province.theatre = place.theatre AND province.code = place.province
  LEFT JOIN (
    SELECT DISTINCT ON (cover.code) cover.code, claim.status, claim.revision AS claim, claim.latest
    FROM (SELECT code, unnest(ARRAY[code, province, 'XB']) AS place FROM places WHERE level = 2) AS cover
    JOIN peer.standing AS claim ON claim.place = cover.place AND cover.code <> ALL (claim."except")
    JOIN statuses AS status ON status.theatre = claim.theatre AND status.id = claim.status
    WHERE claim.stands = 'confirmed' AND claim.latest <= (at AT TIME ZONE 'UTC')::date
    ORDER BY cover.code, claim.latest DESC, status.degree = 'control' DESC, claim.level DESC, claim.revision DESC
  ) AS governing ON governing.code = place.code
  WHERE place.theatre = 'bench' AND place.level = 2
  ORDER BY place.code
$$;

CREATE FUNCTION peer.aggregates_on(at timestamptz DEFAULT now())
RETURNS TABLE (id text, count bigint)
LANGUAGE sql STABLE AS $$
  SELECT coalesce(status, 'not_assessed'), count(*) FROM peer.status_on(at) GROUP BY 1 ORDER BY 1
$$;

CREATE VIEW peer.status AS SELECT * FROM peer.status_on();

CREATE VIEW peer.map AS
SELECT status.*, boundaries.geometry AS geom
FROM peer.status_on() AS status
JOIN boundaries ON boundaries.theatre = 'bench' AND boundaries.code = status.id;

CREATE VIEW peer.history AS
SELECT revision AS id, place, status, valid_from, earliest, latest, source, stands AS standing
FROM peer.standing WHERE theatre = 'bench' ORDER BY latest DESC;

CREATE VIEW peer.aggregates AS SELECT * FROM peer.aggregates_on();

CREATE VIEW peer.provinces AS
SELECT province || ':' || coalesce(status, 'not_assessed') AS id, province, status, count(*) AS count
FROM peer.status_on() GROUP BY province, status ORDER BY province, status;
