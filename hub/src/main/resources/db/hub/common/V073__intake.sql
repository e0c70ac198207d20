-- What is known of the objects of an instance: where it was last seen, and in which state. An object
-- that is gone is kept, so that its revisions count on; so is a folder that only has a mark.
create table ledger (
  instance_id bigint not null,
  resource varchar(128) not null,
  -- What the object keeps for as long as the provider knows it.
  object_key varchar(512) not null,
  -- What it was last called on the wire; empty if that is its key.
  wire_id varchar(512) not null,
  -- Its folder's key, or its path.
  place varchar(1024) not null,
  folder boolean not null,
  live boolean not null,
  -- Digests of content, place and name.
  print varchar(64) not null,
  version_order bigint,
  revision bigint not null,
  -- Of the last sweep that met it.
  epoch bigint not null,
  mark varchar(256) not null,
  constraint ledger_pk primary key (instance_id, resource, object_key)
);
create index ledger_place on ledger (instance_id, resource, place);
create index ledger_epoch on ledger (instance_id, resource, epoch) where live = true;
