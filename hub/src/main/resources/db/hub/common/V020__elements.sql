-- Elements that an organization made itself; those of ours are files.
create table element (
  id bigint not null,
  organization_id bigint not null,
  -- Whose user made it.
  account_id bigint not null,
  -- Only that account sees it, those that it is granted to, and who administers the organization.
  restricted boolean not null,
  element_key varchar(100) not null,
  -- The whole definition as it is exported, JSON.
  definition text not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint element_pk primary key (id)
);
create unique index element_of_organization on element (organization_id, element_key);

create table element_account (
  element_id bigint not null,
  account_id bigint not null,
  constraint element_account_pk primary key (element_id, account_id)
);
