-- What is to go into a mail that waits for more of its kind. digest: whom the mail goes to and what it is about, as the
-- job that composes it is called. kind: 0 an upload, 1 a download. actor_id: the user who did it; empty when the digest
-- tells. closes: after it nothing more of its kind is to come. place: where it stands among those of the same moment.
create table notice_line (
  id varchar(36) not null,
  digest varchar(200) not null,
  kind integer not null,
  item_id varchar(36) not null,
  actor_id varchar(36) not null,
  closes boolean not null,
  at bigint not null,
  place integer not null,
  constraint notice_line_pk primary key (id)
);
create index notice_line_digest on notice_line (digest, at);

-- Of which end of a share its creator was told. A share that is given more time is told of again.
create table notice_ending (
  share_id varchar(36) not null,
  expires_at bigint not null,
  constraint notice_ending_pk primary key (share_id)
);
