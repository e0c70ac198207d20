-- What an account has chosen, by the names of the wire. What is not here has its default.
create table account_setting (
  account_id bigint not null,
  name varchar(128) not null,
  value text not null,
  constraint account_setting_pk primary key (account_id, name)
);
