-- A user; named so because "user" is a reserved word. A deleted one stays as a name for what it did.
create table person (
  id varchar(36) not null,
  account_id varchar(36) not null,
  employee boolean not null,
  first_name varchar(100) not null,
  last_name varchar(100) not null,
  company varchar(200) not null,
  zone varchar(64) not null,
  disabled boolean not null,
  confirmed boolean not null,
  creator_id varchar(36),
  created_at bigint not null,
  deleted_at bigint,
  -- Empty when there is none yet: nobody signs in with it.
  password_hash varchar(500) not null,
  password_changed_at bigint,
  must_change_password boolean not null,
  -- Counts what must end earlier sign-ins: a new password, a disabled user, fewer roles.
  security_no bigint not null,
  first_sign_in_at bigint,
  last_sign_in_at bigint,
  -- Bytes; -1 is the account's own default.
  quota_bytes bigint not null,
  constraint person_pk primary key (id),
  constraint person_account foreign key (account_id) references account (id)
);
create index person_of_account on person (account_id, employee);

-- Every address belongs to one user of the account; a user has exactly one primary one.
create table person_email (
  account_id varchar(36) not null,
  address_ci varchar(254) not null,
  address varchar(254) not null,
  person_id varchar(36) not null,
  is_primary boolean not null,
  confirmed boolean not null,
  constraint person_email_pk primary key (account_id, address_ci),
  constraint person_email_person foreign key (person_id) references person (id)
);
create index person_email_of on person_email (person_id);

create table person_role (
  person_id varchar(36) not null,
  role varchar(40) not null,
  constraint person_role_pk primary key (person_id, role),
  constraint person_role_person foreign key (person_id) references person (id)
);

-- Preferences that differ from their default; see UserPreference.
create table person_setting (
  person_id varchar(36) not null,
  name varchar(80) not null,
  setting text not null,
  constraint person_setting_pk primary key (person_id, name),
  constraint person_setting_person foreign key (person_id) references person (id)
);

-- Failed sign-ins in a row. The subject is a user's id, or a name that nobody has: a lock tells
-- nothing about who exists.
create table sign_in_failure (
  account_id varchar(36) not null,
  subject varchar(255) not null,
  failures integer not null,
  last_failed_at bigint not null,
  last_failed_from varchar(64) not null,
  locked_until bigint not null,
  constraint sign_in_failure_pk primary key (account_id, subject)
);
create index sign_in_failure_age on sign_in_failure (last_failed_at);

-- What was mailed to prove that somebody reads the address. Only a hash is kept; each is used once.
create table person_code (
  code_hash varchar(64) not null,
  person_id varchar(36) not null,
  purpose varchar(20) not null,
  address varchar(254) not null,
  expires_at bigint not null,
  constraint person_code_pk primary key (code_hash),
  constraint person_code_person foreign key (person_id) references person (id)
);
create index person_code_of on person_code (person_id, purpose);
create index person_code_age on person_code (expires_at);
