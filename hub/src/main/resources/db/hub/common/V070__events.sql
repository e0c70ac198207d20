-- The last sequence number given to an event of each instance. Whoever records events holds the row
-- until its transaction ends, so an instance's numbers have no gap and become visible in order.
create table event_head (
  instance_id bigint not null,
  seq bigint not null,
  constraint event_head_pk primary key (instance_id)
);

-- One change of one object at a provider, as it was noticed. kind: CREATED, UPDATED, DELETED, UNKNOWN.
create table event (
  instance_id bigint not null,
  seq bigint not null,
  account_id bigint not null,
  element_key varchar(64) not null,
  resource varchar(128) not null,
  object_id varchar(512) not null,
  -- What the object keeps when the provider calls it otherwise.
  object_key varchar(512) not null,
  -- The id that the object had before this change, where a provider gives new ones.
  other_id varchar(512),
  -- Counts the changes of one object; with the three before it, what an event is.
  revision bigint not null,
  kind varchar(8) not null,
  -- Words beside the kind, separated by blanks: moved, renamed.
  facts varchar(64) not null,
  -- The record's own date.
  happened_at bigint,
  noticed_at bigint not null,
  -- POLL, SWEEP, SOURCE: what brought it; and the object's fingerprint before and after.
  found_by varchar(16) not null,
  print_before varchar(64) not null,
  print_after varchar(64) not null,
  -- The provider's record, and the notification as every receiver gets it.
  raw text not null,
  body text not null,
  constraint event_pk primary key (instance_id, seq)
);
create unique index event_identity on event (instance_id, resource, object_key, revision);
create index event_account on event (account_id, noticed_at);
create index event_age on event (noticed_at);
