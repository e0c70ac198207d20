-- Check-outs. A lock is of a stream, so a new version keeps it.
create table file_lock (
  stream_id varchar(36) not null,
  lock_id varchar(64) not null,
  owner_id varchar(36) not null,
  expires_at bigint not null,
  created_at bigint not null,
  constraint file_lock_pk primary key (stream_id)
);
