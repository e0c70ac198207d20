-- The tree. state: 0 live, 1 older version, 2 in the recycle bin (only the top of what was deleted is
-- marked; what lies below stays 0 and is found through its lineage), 3 being built (a long copy), 4 being
-- purged.
-- kind: 0 folder, 1 file, 2 note, 3 link. role: 0 ordinary, 1 account root, 2 home folder, 3 file box.
-- size and file_count of a folder are those of all live files below it.
create table item (
  id varchar(36) not null,
  account_id varchar(36) not null,
  parent_id varchar(36) not null,
  kind integer not null,
  role integer not null,
  state integer not null,
  name varchar(256) not null,
  name_ci varchar(1024) not null,
  file_name varchar(256) not null,
  stream_id varchar(36) not null,
  version_no integer not null,
  prior_id varchar(36),
  creator_id varchar(36) not null,
  modified_by varchar(36) not null,
  created_at bigint not null,
  progeny_edit_at bigint not null,
  client_created_at bigint,
  client_modified_at bigint,
  expires_at bigint,
  description text not null,
  size bigint not null,
  file_count bigint not null,
  md5 varchar(32),
  crc32 bigint,
  blob_id varchar(32),
  uri text,
  deleted_at bigint,
  deleted_by varchar(36),
  constraint item_pk primary key (id)
);
-- A name stands once among the live children of a folder.
create unique index item_name on item (parent_id, name_ci) where state = 0 and role = 0;
create index item_parent on item (parent_id, state);
create index item_stream on item (stream_id);
create index item_blob on item (blob_id);
create index item_special on item (account_id, role, creator_id) where role > 0;
create index item_deleted on item (account_id, deleted_at) where state = 2;
create index item_leaving on item (state) where state > 2;
create index item_expiry on item (expires_at) where state = 0 and expires_at is not null;

-- One row per account: held by every change of the tree, so changes of one account are serial.
create table tree (
  account_id varchar(36) not null,
  journal_seq bigint not null,
  stored_bytes bigint not null,
  constraint tree_pk primary key (account_id)
);

-- What happened, in order, never changed afterwards; written with the change itself.
create table journal (
  account_id varchar(36) not null,
  seq bigint not null,
  at bigint not null,
  actor_id varchar(36) not null,
  operation varchar(32) not null,
  item_id varchar(36) not null,
  stream_id varchar(36) not null,
  kind integer not null,
  parent_id varchar(36) not null,
  name varchar(256) not null,
  detail text,
  constraint journal_pk primary key (account_id, seq)
);
create index journal_item on journal (item_id);
-- The folders below a folder, without stepping over its files.
create index item_folders on item (parent_id, state) where kind = 0;
