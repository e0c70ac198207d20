-- What the next mail to somebody tells them.
create table notice (
  id bigint not null,
  member_id bigint not null,
  content text not null,
  created_at bigint not null,
  constraint notice_pk primary key (id)
);
create index notice_of on notice (member_id, id);
