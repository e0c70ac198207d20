create table account (
  id varchar(36) not null,
  subdomain varchar(63) not null,
  company_name varchar(200) not null,
  created_at bigint not null,
  constraint account_pk primary key (id)
);
create unique index account_subdomain on account (subdomain);

-- What an account has set otherwise than the default; see AccountSetting.
create table account_setting (
  account_id varchar(36) not null,
  name varchar(80) not null,
  setting text not null,
  constraint account_setting_pk primary key (account_id, name),
  constraint account_setting_account foreign key (account_id) references account (id)
);

-- E-mail domains that an account admits or keeps out; rule is LOGIN or FOLDER.
create table account_domain (
  account_id varchar(36) not null,
  rule varchar(10) not null,
  domain varchar(253) not null,
  constraint account_domain_pk primary key (account_id, rule, domain),
  constraint account_domain_account foreign key (account_id) references account (id)
);
