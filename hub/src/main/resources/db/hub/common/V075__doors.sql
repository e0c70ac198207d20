-- The secret in the address at which a provider calls for an instance.
create table door (
  instance_id bigint not null,
  secret_hash varchar(64) not null,
  constraint door_pk primary key (instance_id)
);
