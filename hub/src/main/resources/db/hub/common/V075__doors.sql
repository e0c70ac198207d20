-- The secret in the address at which a provider calls for an instance.
create table door (
  instance_id bigint not null,
  secret_hash varchar(64) not null,
  constraint door_pk primary key (instance_id)
);
create index door_secret on door (secret_hash);

-- What in a call to the one address of an app says that it is for an instance: a digest.
create table door_mark (
  instance_id bigint not null,
  mark varchar(64) not null,
  constraint door_mark_pk primary key (instance_id)
);
create index door_mark_of on door_mark (mark);
