-- Who wants to be told of what. context: ACCOUNT, or FOLDER with the folder whose subtree it is.
create table webhook_subscription (
  id varchar(36) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  -- The app it was made through, with whose keys its events are signed; none of a browser's session.
  app_id varchar(64),
  context varchar(8) not null,
  folder_id varchar(36),
  url text not null,
  created_at bigint not null,
  -- Attempts in a row without an answer that settles an event, since when, and when the next is due.
  failures integer not null,
  failing_since bigint,
  retry_at bigint not null,
  -- Events in a row that the receiver turned down for good.
  turned_down integer not null,
  disabled_at bigint,
  -- How the last attempt went, in words.
  last_outcome varchar(300) not null,
  constraint webhook_subscription_pk primary key (id)
);
create index webhook_subscription_account on webhook_subscription (account_id);
create index webhook_subscription_user on webhook_subscription (user_id);
create index webhook_subscription_folder on webhook_subscription (folder_id);

-- The kinds of event it is for.
create table webhook_subscription_event (
  subscription_id varchar(36) not null,
  event_type varchar(32) not null,
  constraint webhook_subscription_event_pk primary key (subscription_id, event_type)
);

-- What is still to be told, oldest first. seq is the outbox's number of the event; one such may be
-- several for us, which part tells apart.
create table webhook_delivery (
  subscription_id varchar(36) not null,
  seq bigint not null,
  part integer not null,
  event_id varchar(64) not null,
  -- What the subscriber must still be allowed to see; none of a user or an account.
  item_id varchar(36),
  parent_id varchar(36),
  payload text not null,
  happened_at bigint not null,
  constraint webhook_delivery_pk primary key (subscription_id, seq, part)
);

-- The keys of an app in an account, sealed. which: PRIMARY or SECONDARY.
create table webhook_key (
  account_id varchar(36) not null,
  app_id varchar(64) not null,
  which varchar(9) not null,
  sealed text not null,
  created_at bigint not null,
  constraint webhook_key_pk primary key (account_id, app_id, which)
);
