-- Work that takes long, while it runs and for some days after. state: the vendor's numbers, 0 created,
-- 1 scheduled, 2 success, 3 failure, 4 canceled. Counts are of items; total is an estimate.
create table operation (
  id varchar(36) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  kind varchar(32) not null,
  state integer not null,
  source_id varchar(36) not null,
  target_id varchar(36),
  batch_id varchar(36) not null,
  items_total bigint not null,
  items_done bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint operation_pk primary key (id)
);
create index operation_batch on operation (batch_id);
create index operation_user on operation (user_id, state);
create index operation_age on operation (updated_at);
