create table person_group (
  id varchar(36) not null,
  account_id varchar(36) not null,
  name varchar(100) not null,
  name_ci varchar(200) not null,
  shared boolean not null,
  owner_id varchar(36) not null,
  -- The Super User Group: its members may do everything on every folder.
  super_user boolean not null,
  created_at bigint not null,
  constraint person_group_pk primary key (id),
  constraint person_group_account foreign key (account_id) references account (id)
);
create index person_group_of_account on person_group (account_id, name_ci);
create unique index person_group_super_user on person_group (account_id) where super_user;
create index person_group_owner on person_group (owner_id);

create table person_group_member (
  group_id varchar(36) not null,
  person_id varchar(36) not null,
  added_at bigint not null,
  constraint person_group_member_pk primary key (group_id, person_id),
  constraint person_group_member_group foreign key (group_id) references person_group (id),
  constraint person_group_member_person foreign key (person_id) references person (id)
);
create index person_group_member_of on person_group_member (person_id);
