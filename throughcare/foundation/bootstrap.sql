-- Inside the one database. Safe to run again.
create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;

revoke create on schema public from public;
revoke temporary on database {database} from public;
grant usage, create on schema public to throughcare_owner;
grant usage on schema public to throughcare_web, throughcare_worker, throughcare_keeper, throughcare_law;

create schema if not exists law authorization throughcare_law;
grant usage, create on schema law to throughcare_owner;
grant usage on schema law to throughcare_web, throughcare_worker, throughcare_keeper;
alter default privileges for role throughcare_law revoke execute on functions from public;

alter default privileges for role throughcare_owner
    grant select, insert, update, delete on tables to throughcare_web, throughcare_worker, throughcare_law;
alter default privileges for role throughcare_owner
    grant usage, select on sequences to throughcare_web, throughcare_worker, throughcare_law;
alter default privileges for role throughcare_owner grant all on tables to throughcare_keeper;
alter default privileges for role throughcare_owner grant all on sequences to throughcare_keeper;
