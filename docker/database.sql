-- Runs once, as the superuser, when the database's volume is new: roles, database and extensions.
-- The owner migrates and loads; the service serves and owns nothing.
\getenv owner_password FRONTLINE_OWNER_PASSWORD
\getenv service_password FRONTLINE_SERVICE_PASSWORD

CREATE ROLE frontline LOGIN PASSWORD :'service_password';
CREATE ROLE frontline_owner LOGIN PASSWORD :'owner_password';
GRANT frontline TO frontline_owner;

CREATE DATABASE frontline OWNER frontline_owner TEMPLATE template0;
REVOKE ALL ON DATABASE frontline FROM PUBLIC;
GRANT CONNECT ON DATABASE frontline TO frontline;

\connect frontline
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
