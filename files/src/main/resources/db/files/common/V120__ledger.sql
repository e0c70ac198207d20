-- What happened with what people share: append-only, each event chained to the one before it. body is
-- what is hashed, to the byte; the other columns repeat it, or name what it only names by a hash, so
-- that it can be found.
create table ledger_event (
  account_id varchar(36) not null,
  seq bigint not null,
  share_id varchar(36),
  alias_id varchar(36),
  kind varchar(32) not null,
  at bigint not null,
  body text not null,
  previous varchar(64) not null,
  hash varchar(64) not null,
  constraint ledger_event_pk primary key (account_id, seq)
);
create index ledger_event_share on ledger_event (share_id, seq);

-- Where each account's chain ends, signed. Held by every append.
create table ledger_head (
  account_id varchar(36) not null,
  seq bigint not null,
  at bigint not null,
  hash varchar(64) not null,
  signature varchar(100) not null,
  constraint ledger_head_pk primary key (account_id)
);
