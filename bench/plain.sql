-- Who holds each district, without anything derived: claims with their last review, the newest first.

SELECT DISTINCT ON (place.code) place.code AS district, claim.revision AS claim, claim.status
FROM set_members AS member
JOIN places AS place ON place.theatre = member.theatre AND place.code = member.district
JOIN claims AS claim ON claim.theatre = member.theatre AND claim.place IN (place.code, place.province, :whole)
JOIN statuses AS status ON status.theatre = member.theatre AND status.id = claim.status
LEFT JOIN LATERAL (
  SELECT review.standing FROM reviews AS review
  WHERE review.theatre = claim.theatre AND review.claim = claim.revision AND review.revision <= :revision
  ORDER BY review.revision DESC LIMIT 1
) AS reviewed ON true
WHERE member.theatre = :theatre AND member.set_id = :set_id
  AND claim.revision <= :revision AND claim.latest <= :day AND place.code <> ALL (claim."except")
  AND coalesce(reviewed.standing, claim.standing) = 'confirmed'
ORDER BY place.code, claim.latest DESC, status.degree = 'control' DESC, claim.level DESC, claim.revision DESC
