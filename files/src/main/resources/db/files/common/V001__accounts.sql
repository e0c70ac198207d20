create table account (
  id varchar(36) not null,
  subdomain varchar(63) not null,
  company_name varchar(200) not null,
  created_at bigint not null,
  constraint account_pk primary key (id)
);
create unique index account_subdomain on account (subdomain);
