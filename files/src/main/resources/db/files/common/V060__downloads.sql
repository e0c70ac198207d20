-- Download links that were handed out. The link itself is a secret; its SHA-256 is the key.
-- what: ITEMS (one file as itself, anything else as ZIP), ARCHIVE (always a ZIP), VERSIONS (a ZIP of all
-- versions of a file). item_ids: one id per line. terms: under what terms of somebody else's it was handed out.
create table download_link (
  token_hash varchar(64) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  what varchar(16) not null,
  deleted_too boolean not null,
  item_ids text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  terms varchar(200),
  constraint download_link_pk primary key (token_hash)
);
create index download_link_expiry on download_link (expires_at);
