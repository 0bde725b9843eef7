"""Theatres and places."""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Code = sa.Text(collation="C")


def upgrade() -> None:
    """Make the tables."""
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "theatres",
        sa.Column("id", Code, nullable=False),
        sa.Column("code", Code, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("falls_to", Code, nullable=False),
        sa.Column("default_set", Code, nullable=False),
        sa.Column("default_policy", Code, nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "id ~ '^[A-Za-z0-9][A-Za-z0-9_-]*$'", name=op.f("ck_theatres_id_is_a_path_segment")
        ),
        sa.CheckConstraint(
            "(revision = 0) = (recorded_at IS NULL)", name=op.f("ck_theatres_head_has_an_instant")
        ),
        sa.CheckConstraint(
            "octet_length(head_hash) = 32", name=op.f("ck_theatres_head_hash_is_sha256")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theatres")),
    )
    op.create_table(
        "actors",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("ordering", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_actors_theatre")),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_actors")),
    )
    op.create_table(
        "boundary_versions",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("source", Code, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["theatre"], ["theatres.id"], name=op.f("fk_boundary_versions_theatre")
        ),
        sa.PrimaryKeyConstraint("theatre", "revision", name=op.f("pk_boundary_versions")),
    )
    op.create_table(
        "district_sets",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("ordering", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre"], ["theatres.id"], name=op.f("fk_district_sets_theatre")
        ),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_district_sets")),
    )
    op.create_table(
        "places",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("code", Code, nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("province", Code, nullable=True),
        sa.Column("code_system", Code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", Code, nullable=True),
        sa.Column("temporary", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("cut_from", Code, nullable=True),
        sa.Column(
            "seat",
            Geometry(geometry_type="POINT", srid=4326, dimension=2, spatial_index=False),
            nullable=True,
        ),
        sa.Column(
            "centroid",
            Geometry(geometry_type="POINT", srid=4326, dimension=2, spatial_index=False),
            nullable=True,
        ),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "type IN ('district', 'provincial_centre')", name=op.f("ck_places_type")
        ),
        sa.CheckConstraint(
            "(level = 2) = (province IS NOT NULL)", name=op.f("ck_places_districts_have_a_province")
        ),
        sa.CheckConstraint(
            "(level = 2) = (type IS NOT NULL)", name=op.f("ck_places_districts_have_a_type")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 2", name=op.f("ck_places_level")),
        sa.ForeignKeyConstraint(
            ["theatre", "cut_from"],
            ["places.theatre", "places.code"],
            name=op.f("fk_places_theatre_cut_from"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "province"],
            ["places.theatre", "places.code"],
            name=op.f("fk_places_theatre_province"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_places_theatre")),
        sa.PrimaryKeyConstraint("theatre", "code", name=op.f("pk_places")),
    )
    op.create_index("ix_places_province", "places", ["theatre", "province", "code"], unique=False)
    op.create_index(
        "uq_places_capital",
        "places",
        ["theatre", "province"],
        unique=True,
        postgresql_where=sa.text("type = 'provincial_centre'"),
    )
    op.create_table(
        "boundaries",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("code", Code, nullable=False),
        sa.Column(
            "geometry",
            Geometry(geometry_type="MULTIPOLYGON", srid=4326, dimension=2, spatial_index=False),
            nullable=False,
        ),
        sa.Column("simplified", sa.Text(), nullable=False),
        sa.CheckConstraint("ST_IsValid(geometry)", name=op.f("ck_boundaries_geometry_is_valid")),
        sa.ForeignKeyConstraint(
            ["theatre", "code"],
            ["places.theatre", "places.code"],
            name=op.f("fk_boundaries_theatre_code"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "revision"],
            ["boundary_versions.theatre", "boundary_versions.revision"],
            name=op.f("fk_boundaries_theatre_revision"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_boundaries_theatre")),
        sa.PrimaryKeyConstraint("theatre", "revision", "code", name=op.f("pk_boundaries")),
    )
    op.create_index(
        "ix_boundaries_geometry", "boundaries", ["geometry"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "place_names",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("code", Code, nullable=False),
        sa.Column("lang", Code, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("ordering", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre", "code"],
            ["places.theatre", "places.code"],
            name=op.f("fk_place_names_theatre_code"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_place_names_theatre")),
        sa.PrimaryKeyConstraint("theatre", "code", "lang", "name", name=op.f("pk_place_names")),
    )
    op.create_index("ix_place_names_folded", "place_names", ["theatre", "folded"], unique=False)
    op.create_index(
        "ix_place_names_trigrams",
        "place_names",
        ["folded"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"folded": "gin_trgm_ops"},
    )
    op.create_table(
        "populations",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("code", Code, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("population >= 0", name=op.f("ck_populations_population_is_a_count")),
        sa.ForeignKeyConstraint(
            ["theatre", "code"],
            ["places.theatre", "places.code"],
            name=op.f("fk_populations_theatre_code"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_populations_theatre")),
        sa.PrimaryKeyConstraint("theatre", "code", "year", name=op.f("pk_populations")),
    )
    op.create_table(
        "set_members",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("set_id", Code, nullable=False),
        sa.Column("district", Code, nullable=False),
        sa.ForeignKeyConstraint(
            ["theatre", "district"],
            ["places.theatre", "places.code"],
            name=op.f("fk_set_members_theatre_district"),
        ),
        sa.ForeignKeyConstraint(
            ["theatre", "set_id"],
            ["district_sets.theatre", "district_sets.id"],
            name=op.f("fk_set_members_theatre_set_id"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_set_members_theatre")),
        sa.PrimaryKeyConstraint("theatre", "set_id", "district", name=op.f("pk_set_members")),
    )
    op.create_index("ix_set_members_district", "set_members", ["theatre", "district"], unique=False)
    op.create_table(
        "statuses",
        sa.Column("theatre", Code, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("controller", Code, nullable=True),
        sa.Column("degree", Code, nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("ordering", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("colour ~ '^#[0-9a-fA-F]{6}$'", name=op.f("ck_statuses_colour")),
        sa.CheckConstraint(
            "degree <> 'control' OR controller IS NOT NULL",
            name=op.f("ck_statuses_control_has_a_controller"),
        ),
        sa.CheckConstraint(
            "degree IN ('control', 'influence', 'contested', 'unknown')",
            name=op.f("ck_statuses_degree"),
        ),
        sa.CheckConstraint(
            "id <> 'not_assessed'", name=op.f("ck_statuses_not_assessed_is_no_status")
        ),
        sa.CheckConstraint("step BETWEEN 0 AND 29", name=op.f("ck_statuses_step_fits_a_mask")),
        sa.ForeignKeyConstraint(
            ["theatre", "controller"],
            ["actors.theatre", "actors.id"],
            name=op.f("fk_statuses_theatre_controller"),
        ),
        sa.ForeignKeyConstraint(["theatre"], ["theatres.id"], name=op.f("fk_statuses_theatre")),
        sa.PrimaryKeyConstraint("theatre", "id", name=op.f("pk_statuses")),
        sa.UniqueConstraint("theatre", "ordering", name=op.f("uq_statuses_theatre_ordering")),
        sa.UniqueConstraint("theatre", "step", name=op.f("uq_statuses_theatre_step")),
    )
    for column, target in (("falls_to", "actors"), ("default_set", "district_sets")):
        op.create_foreign_key(
            f"fk_theatres_{column}",
            "theatres",
            target,
            ["id", column],
            ["theatre", "id"],
            deferrable=True,
            initially="DEFERRED",
        )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_constraint("fk_theatres_falls_to", "theatres")
    op.drop_constraint("fk_theatres_default_set", "theatres")
    op.drop_table("statuses")
    op.drop_table("set_members")
    op.drop_table("populations")
    op.drop_table("place_names")
    op.drop_table("boundaries")
    op.drop_table("places")
    op.drop_table("district_sets")
    op.drop_table("boundary_versions")
    op.drop_table("actors")
    op.drop_table("theatres")
