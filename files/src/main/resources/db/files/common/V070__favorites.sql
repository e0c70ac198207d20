-- What users keep at hand: by stream, so a new version of a file stays a favorite. It names things that
-- may be gone or out of reach by now; those are not shown.
create table favorite (
  user_id varchar(36) not null,
  stream_id varchar(36) not null,
  folder boolean not null,
  alias varchar(256) not null,
  alias_ci varchar(512) not null,
  place integer not null,
  created_at bigint not null,
  constraint favorite_pk primary key (user_id, stream_id)
);
create unique index favorite_alias on favorite (user_id, alias_ci);
create unique index favorite_place on favorite (user_id, place);
create index favorite_stream on favorite (stream_id);

-- One row per user who ever had a favorite: held by every change of theirs.
create table favorite_holder (
  user_id varchar(36) not null,
  constraint favorite_holder_pk primary key (user_id)
);
