-- Calls that are done in the background: kept from before their caller is answered until somebody
-- was told what came of them.
create table async_call (
  id bigint not null,
  instance_id bigint not null,
  method varchar(8) not null,
  -- Path and query, as they came.
  target text not null,
  -- JSON; none when there was no body.
  body_sealed text,
  authorization_sealed text not null,
  -- Who is told.
  callback text not null,
  created_at bigint not null,
  -- It was sent, and may have had its effect.
  began boolean not null,
  -- What came of it; none until then.
  status integer,
  answer text,
  constraint async_call_pk primary key (id)
);
create index async_call_instance on async_call (instance_id);
create index async_call_age on async_call (created_at);
