-- The last id that was given out, for each kind of thing.
create table number (
  kind varchar(32) not null,
  last bigint not null,
  constraint number_pk primary key (kind)
);
