-- What somebody announced by hand, under a topic. number is its place in its name, which is that of
-- an event of the instance 0, and no instance has that number.
create table notification (
  number bigint not null,
  account_id bigint not null,
  -- Who announced it.
  member_id bigint not null,
  topic varchar(200) not null,
  severity varchar(8) not null,
  sender varchar(320) not null,
  -- JSON of whatever form, and the notification as every receiver gets it.
  message text not null,
  body text not null,
  created_at bigint not null,
  constraint notification_pk primary key (number)
);
create index notification_topic on notification (account_id, topic, number);
create index notification_age on notification (created_at);

-- What somebody said of a notification, be it of an event or not.
create table notification_mark (
  instance_id bigint not null,
  seq bigint not null,
  acknowledged boolean not null,
  deleted boolean not null,
  constraint notification_mark_pk primary key (instance_id, seq)
);

-- Deliveries that somebody wants sent once more, too many for one transaction: which, and how far it
-- has come. state: 0 running, 1 done, 2 stopped.
create table redelivery (
  id bigint not null,
  account_id bigint not null,
  state integer not null,
  -- Which: a condition that is null is none.
  subscription_id bigint,
  channel varchar(8),
  url text,
  delivery_state integer,
  instance_id bigint,
  seq bigint,
  created_from bigint,
  created_to bigint,
  -- The last delivery that was dealt with.
  at_subscription bigint not null,
  at_instance bigint not null,
  at_seq bigint not null,
  -- How many there were when it was asked for, and how many were set going.
  expected integer not null,
  released integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint redelivery_pk primary key (id)
);
create index redelivery_of on redelivery (account_id, state, id);
