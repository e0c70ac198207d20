-- Pictures of files, kept by the blob they were made of: copies of a file share the bytes and so the
-- pictures. state: 0 wanted, 1 made, 2 impossible (not a picture, damaged, locked), 3 refused (too
-- large), 4 failed. renders: how often making them has failed. pages: how many the file has, 0 as long
-- as that is not known.
create table thumbnail (
  source_blob varchar(32) not null,
  state integer not null,
  renders integer not null,
  pages integer not null,
  changed_at bigint not null,
  constraint thumbnail_pk primary key (source_blob)
);
create index thumbnail_wanted on thumbnail (state) where state = 0;

create table thumbnail_picture (
  source_blob varchar(32) not null,
  size_px integer not null,
  blob_id varchar(32) not null,
  size bigint not null,
  media_type varchar(40) not null,
  constraint thumbnail_picture_pk primary key (source_blob, size_px)
);
create index thumbnail_picture_blob on thumbnail_picture (blob_id);
