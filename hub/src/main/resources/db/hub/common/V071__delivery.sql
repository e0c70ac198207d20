-- Who is told. One node at a time serves a subscription: it holds the lease, and lease_no fences one
-- that was paused past it. next_due_at is when something waits for an unserved one.
create table subscription (
  id bigint not null,
  account_id bigint not null,
  -- Made by provisioning this instance; none when somebody made it through the API.
  instance_id bigint,
  -- Who made it, or the instance.
  member_id bigint not null,
  -- webhook or email; then the address is a mailto:.
  channel varchar(8) not null,
  url text not null,
  -- Signature keys, basic credentials and further headers: JSON, sealed.
  secrets text not null,
  -- Whether events of one instance are told one after the other, in order.
  ordered boolean not null,
  active boolean not null,
  -- Why it is not active, in words.
  inactive_reason varchar(300),
  created_at bigint not null,
  updated_at bigint not null,
  next_due_at bigint not null,
  leased_by varchar(64),
  lease_until bigint not null,
  lease_no bigint not null,
  -- The breaker: failures in a row, and until when nothing is sent but probes.
  failures integer not null,
  opened integer not null,
  open_until bigint not null,
  last_outcome varchar(300) not null,
  constraint subscription_pk primary key (id)
);
create index subscription_due on subscription (active, next_due_at);
create index subscription_account on subscription (account_id);
create unique index subscription_instance on subscription (instance_id);

create table subscription_topic (
  topic varchar(200) not null,
  subscription_id bigint not null,
  constraint subscription_topic_pk primary key (topic, subscription_id)
);
create index subscription_topic_of on subscription_topic (subscription_id);

-- One event for one subscription. state: 0 created, 1 retry, 2 queued, 3 delivered. The first two
-- wait for due_at.
create table delivery (
  subscription_id bigint not null,
  instance_id bigint not null,
  seq bigint not null,
  state integer not null,
  due_at bigint not null,
  -- Attempts ever, and failures since first_failed_at, which the schedule counts.
  attempts integer not null,
  failures integer not null,
  first_failed_at bigint,
  -- Sent once more because somebody asked for it there: says nothing about the receiver's health.
  redelivery bigint,
  created_at bigint not null,
  updated_at bigint not null,
  constraint delivery_pk primary key (subscription_id, instance_id, seq)
);
create index delivery_due on delivery (subscription_id, due_at, instance_id, seq) where state < 2;
create index delivery_queued on delivery (subscription_id, instance_id, seq) where state = 2;
create index delivery_asked on delivery (redelivery) where redelivery is not null;
create index delivery_event on delivery (instance_id, seq);

-- What came of each attempt. status: of the answer, 0 when there was none.
create table delivery_attempt (
  subscription_id bigint not null,
  instance_id bigint not null,
  seq bigint not null,
  attempt integer not null,
  began_at bigint not null,
  millis integer not null,
  status integer not null,
  outcome varchar(300) not null,
  -- The beginning of what the receiver said.
  answer text not null,
  constraint delivery_attempt_pk primary key (subscription_id, instance_id, seq, attempt)
);
create index delivery_attempt_event on delivery_attempt (instance_id, seq);
