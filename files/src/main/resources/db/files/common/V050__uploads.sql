-- An upload from its specification to a while after its end. method: 0 standard, 1 streamed, 2 threaded.
-- state: 0 open, 1 finished (kept so that the same question gets the same answer).
-- on_collision: 0 refuse, 1 new version, 2 a free name. held: bytes that count against the account's quota.
-- terms: under what terms of somebody else's it was opened.
-- tickets: SHA-256 of each secret that opens the session, separated by blanks.
create table upload (
  id varchar(36) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  folder_id varchar(36) not null,
  method integer not null,
  state integer not null,
  raw boolean not null,
  text_replies boolean not null,
  file_name varchar(256),
  name_ci varchar(512),
  title varchar(256),
  details text not null,
  declared_size bigint,
  on_collision integer not null,
  base_id varchar(36),
  unzip boolean not null,
  batch_id varchar(200),
  batch_last boolean not null,
  notify boolean not null,
  tool varchar(200) not null,
  send_id varchar(200),
  terms varchar(200),
  client_created_at bigint,
  client_modified_at bigint,
  expiration_days integer,
  tickets varchar(1000) not null,
  blob_id varchar(32),
  held bigint not null,
  expected_md5 varchar(32),
  last_index bigint not null,
  answer text,
  created_at bigint not null,
  expires_at bigint not null,
  constraint upload_pk primary key (id)
);
create index upload_held on upload (account_id) where state = 0;
create index upload_resume on upload (folder_id, user_id, name_ci) where state = 0;
create index upload_blob on upload (blob_id) where blob_id is not null;
create index upload_expiry on upload (expires_at);

-- Which bytes of an open upload are there, synced: disjoint, never touching, end exclusive.
create table upload_range (
  upload_id varchar(36) not null,
  start_at bigint not null,
  end_at bigint not null,
  constraint upload_range_pk primary key (upload_id, start_at)
);
