-- Durable timers and queues. One row is one thing to do. Nobody takes it before due_at; while a worker
-- holds it, due_at is the end of the lease, so an abandoned one comes due by itself. lease_no fences a
-- worker that was paused past its lease. again_at: asked for once more while it was held.
create table job (
  id varchar(36) not null,
  queue varchar(64) not null,
  job_key varchar(200) not null,
  payload text not null,
  due_at bigint not null,
  leased_by varchar(64),
  lease_no bigint not null,
  again_at bigint,
  attempts integer not null,
  last_error text,
  dead_at bigint,
  created_at bigint not null,
  constraint job_pk primary key (id)
);
create unique index job_queue_key on job (queue, job_key);
create index job_due on job (queue, due_at);

-- Events stored with the change that caused them; the relay hands each to its consumers at least once.
create table outbox (
  seq bigint not null,
  id varchar(36) not null,
  topic varchar(64) not null,
  account_id varchar(36) not null,
  payload text not null,
  created_at bigint not null,
  constraint outbox_pk primary key (seq)
);

-- One row: the last seq given out. Whoever adds events holds it until its transaction ends.
create table outbox_head (
  id integer not null,
  seq bigint not null,
  constraint outbox_head_pk primary key (id)
);
insert into outbox_head (id, seq) values (1, 0);

-- How far each consumer of the outbox has come, who is serving it, and what stops it.
create table outbox_consumer (
  name varchar(64) not null,
  seq bigint not null,
  held_by varchar(64),
  held_until bigint not null,
  attempts integer not null,
  retry_at bigint not null,
  last_error text,
  constraint outbox_consumer_pk primary key (name)
);
