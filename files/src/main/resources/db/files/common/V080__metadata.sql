-- What clients note about items, name by name: by stream, so a new version of a file keeps it.
create table item_metadata (
  stream_id varchar(36) not null,
  name_ci varchar(512) not null,
  id varchar(36) not null,
  name varchar(256) not null,
  content text not null,
  is_public boolean not null,
  constraint item_metadata_pk primary key (stream_id, name_ci)
);
create unique index item_metadata_id on item_metadata (id);
