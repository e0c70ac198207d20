-- Shares: items sent, or a folder that files are requested into. kind: 0 request, 1 send.
-- expires_at: the last instant at which it works; null is never. max_downloads: of each item for each recipient;
-- -1 is no limit. policy_no: moves when who may come in changes; what was unlocked before is locked again.
-- A share that was deleted stays, for the record; so does one whose items are gone.
create table share (
  id varchar(36) not null,
  account_id varchar(36) not null,
  creator_id varchar(36) not null,
  kind integer not null,
  title varchar(1000) not null,
  folder_id varchar(36),
  require_login boolean not null,
  require_user_info boolean not null,
  view_only boolean not null,
  uses_streams boolean not null,
  notify_on_use boolean not null,
  max_downloads integer not null,
  expires_at bigint,
  policy_no bigint not null,
  track_until bigint,
  send_frequency integer not null,
  send_interval integer not null,
  reminders integer not null,
  reminded_at bigint,
  sent_subject varchar(1000),
  sent_at bigint,
  downloads bigint not null,
  created_at bigint not null,
  deleted_at bigint,
  constraint share_pk primary key (id)
);
create index share_creator on share (creator_id, created_at);
create index share_reminder on share (track_until) where track_until is not null;
create index share_expiry on share (expires_at) where expires_at is not null;

-- What was sent, as it was called then. thing: the stream when the share follows new versions, else the item.
create table share_item (
  share_id varchar(36) not null,
  thing varchar(36) not null,
  item_id varchar(36) not null,
  name varchar(256) not null,
  place integer not null,
  constraint share_item_pk primary key (share_id, thing)
);

-- One recipient of a share, and the secret of their link; the one with the share's own id is everybody who has
-- just the share's link. origin: 0 named by the creator, 1 came and signed in, 2 a guest, whose name and address are
-- what they said themselves.
create table share_alias (
  id varchar(36) not null,
  share_id varchar(36) not null,
  user_id varchar(36),
  email varchar(254),
  email_ci varchar(254),
  first_name varchar(100) not null,
  last_name varchar(100) not null,
  company varchar(200) not null,
  origin integer not null,
  downloads bigint not null,
  is_read boolean not null,
  archived boolean not null,
  opened_at bigint,
  uploaded_at bigint,
  subject varchar(1000),
  message text,
  sent_at bigint,
  created_at bigint not null,
  constraint share_alias_pk primary key (id)
);
create index share_alias_share on share_alias (share_id, created_at);
create index share_alias_user on share_alias (user_id) where user_id is not null;

-- How often a recipient has received each thing, every byte of it.
create table share_taken (
  alias_id varchar(36) not null,
  thing varchar(36) not null,
  times bigint not null,
  constraint share_taken_pk primary key (alias_id, thing)
);

-- One delivery to a recipient, from its first byte on; several requests may make it whole. content: the tag of the
-- bytes. things: what is in it, one on a line. received: the ranges that are out, `0-99,200-299`.
create table share_delivery (
  id varchar(36) not null,
  alias_id varchar(36) not null,
  content varchar(200) not null,
  length bigint not null,
  things text not null,
  received text not null,
  started_at bigint not null,
  finished_at bigint,
  constraint share_delivery_pk primary key (id)
);
create index share_delivery_alias on share_delivery (alias_id, finished_at);

-- Answers under way. Until held_until each keeps a place below the share's limit.
create table share_transfer (
  id varchar(36) not null,
  delivery_id varchar(36) not null,
  alias_id varchar(36) not null,
  ranges text not null,
  held_until bigint not null,
  constraint share_transfer_pk primary key (id)
);
create index share_transfer_alias on share_transfer (alias_id);
create index share_transfer_end on share_transfer (held_until);
