-- Secrets are found by their hashes. A user's is also sealed, to be shown again to who proves themselves.
create table organization (
  id bigint not null,
  name varchar(200) not null,
  secret_hash varchar(64) not null,
  created_at bigint not null,
  constraint organization_pk primary key (id)
);
create unique index organization_secret on organization (secret_hash);

create table account (
  id bigint not null,
  organization_id bigint not null,
  external_id varchar(200) not null,
  name varchar(200) not null,
  description text not null,
  -- The organization's first account.
  main boolean not null,
  active boolean not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint account_pk primary key (id)
);
create unique index account_external on account (organization_id, external_id);

create table account_setting (
  account_id bigint not null,
  name varchar(200) not null,
  content text not null,
  constraint account_setting_pk primary key (account_id, name)
);

create table member (
  id bigint not null,
  organization_id bigint not null,
  account_id bigint not null,
  email varchar(320) not null,
  -- In lower case, by Java.
  email_ci varchar(640) not null,
  first_name varchar(200) not null,
  last_name varchar(200) not null,
  -- None: nobody can prove to be this user by a password.
  password_hash varchar(200),
  secret_hash varchar(64) not null,
  secret_sealed text not null,
  active boolean not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint member_pk primary key (id)
);
create unique index member_secret on member (secret_hash);
create unique index member_email on member (organization_id, email_ci);
create index member_account on member (account_id);

create table member_role (
  member_id bigint not null,
  role varchar(16) not null,
  constraint member_role_pk primary key (member_id, role)
);
