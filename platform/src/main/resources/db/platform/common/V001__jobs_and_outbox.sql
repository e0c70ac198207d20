-- Durable timers and queues. One row is one thing to do at or after due_at; lease_no fences a worker
-- that was paused past its lease.
create table job (
  id varchar(36) not null,
  queue varchar(64) not null,
  job_key varchar(200) not null,
  payload text not null,
  due_at bigint not null,
  lease_until bigint not null,
  lease_no bigint not null,
  attempts integer not null,
  last_error text,
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
create index outbox_topic on outbox (topic, seq);

-- How far each consumer of the outbox has come.
create table outbox_consumer (
  name varchar(64) not null,
  seq bigint not null,
  constraint outbox_consumer_pk primary key (name)
);
