-- What is to be asked for when: one row for each resource of each instance that is watched. While a
-- node holds one, due_at is the end of the lease, so an abandoned one comes due by itself; lease_no
-- fences a node that was paused past it.
create table poll (
  instance_id bigint not null,
  resource varchar(128) not null,
  account_id bigint not null,
  element_key varchar(64) not null,
  interval_ms bigint not null,
  due_at bigint not null,
  -- Somebody rang while it was held.
  rung boolean not null,
  leased_by varchar(64),
  lease_until bigint not null,
  lease_no bigint not null,
  cursor text not null,
  -- Whether all that there was at the beginning is known, so that changes are told.
  watching boolean not null,
  -- Counts the sweeps; and when the next begins.
  epoch bigint not null,
  sweep_due_at bigint not null,
  failures integer not null,
  paused boolean not null,
  last_error varchar(500) not null,
  ok_at bigint,
  created_at bigint not null,
  constraint poll_pk primary key (instance_id, resource)
);
create index poll_due on poll (due_at);
create index poll_paused on poll (account_id) where paused = true;
