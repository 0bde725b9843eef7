"""Where things happen: provinces and districts, their names in any script, their shapes."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)

from app.db.models.base import Code, in_theatre, metadata, theatre_key

places = Table(
    "places",
    metadata,
    theatre_key(),
    Column("code", Code, primary_key=True),
    Column("level", SmallInteger, nullable=False),  # 0 theatre, 1 province, 2 district
    Column("province", Code),
    Column("code_system", Code, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Code),
    Column("temporary", Boolean, nullable=False, server_default="false"),
    Column("cut_from", Code),
    Column("seat", Geometry("POINT", 4326, spatial_index=False)),
    Column("centroid", Geometry("POINT", 4326, spatial_index=False)),
    Column("basis", Text),
    Column("revision", BigInteger, nullable=False),
    in_theatre("province", "places.code", at_commit=True),
    in_theatre("cut_from", "places.code", at_commit=True),
    Index("ix_places_province", "theatre", "province", "code"),
    Index(
        "uq_places_capital",
        "theatre",
        "province",
        unique=True,
        postgresql_where=text("type = 'provincial_centre'"),
    ),
    CheckConstraint("level BETWEEN 0 AND 2", name="level"),
    CheckConstraint("(level = 2) = (type IS NOT NULL)", name="districts_have_a_type"),
    CheckConstraint("(level = 2) = (province IS NOT NULL)", name="districts_have_a_province"),
    CheckConstraint("type IN ('district', 'provincial_centre')", name="type"),
)

place_names = Table(
    "place_names",
    metadata,
    theatre_key(),
    Column("code", Code, primary_key=True),
    Column("lang", Code, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("folded", Text, nullable=False),
    Column("ordering", SmallInteger, nullable=False),
    Column("source", Text),
    Column("revision", BigInteger, nullable=False),
    in_theatre("code", "places.code"),
    Index("ix_place_names_folded", "theatre", "folded"),
    Index(
        "ix_place_names_trigrams",
        "folded",
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    ),
)

populations = Table(
    "populations",
    metadata,
    theatre_key(),
    Column("code", Code, primary_key=True),
    Column("year", SmallInteger, primary_key=True),
    Column("population", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    in_theatre("code", "places.code"),
    CheckConstraint("population >= 0", name="population_is_a_count"),
)

boundary_versions = Table(
    "boundary_versions",
    metadata,
    theatre_key(),
    Column("revision", BigInteger, primary_key=True),
    Column("source", Code, nullable=False),  # `schematic`, or who published the boundaries
    Column("title", Text, nullable=False),
    Column("licence", Text),
    Column("attribution", Text),
    Column("valid_from", Date),  # none: since ever
    Column("valid_to", Date),  # the last day; none: until further notice
    Column("origin", Text),  # the file's name, or its address
    Column("digest", LargeBinary),  # of the file
    CheckConstraint("valid_from <= valid_to", name="window_runs_forward"),
    CheckConstraint("octet_length(digest) = 32", name="digest_is_sha256"),
)

boundaries = Table(
    "boundaries",
    metadata,
    theatre_key(),
    Column("revision", BigInteger, primary_key=True),
    Column("code", Code, primary_key=True),
    Column("geometry", Geometry("MULTIPOLYGON", 4326, spatial_index=False), nullable=False),
    Column("simplified", Text, nullable=False),  # GeoJSON, written once, served as it is
    Column("matched_by", Code),  # none: drawn here
    Column("repaired", Text),  # what was wrong with the rings; none: nothing
    Column("area_m2", BigInteger),  # on the ellipsoid; none: a drawn cell's means nothing
    in_theatre("revision", "boundary_versions.revision"),
    in_theatre("code", "places.code"),
    Index("ix_boundaries_geometry", "geometry", postgresql_using="gist"),
    CheckConstraint("ST_IsValid(geometry)", name="geometry_is_valid"),
    CheckConstraint(
        "matched_by IN ('code', 'name_in_province', 'name', 'name_at_centroid')", name="matched_by"
    ),
    CheckConstraint("area_m2 >= 0", name="area_is_a_measure"),
)
