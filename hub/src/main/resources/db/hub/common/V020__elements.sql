-- Elements that an organization made itself; those of ours are files.
create table element (
  id bigint not null,
  organization_id bigint not null,
  element_key varchar(100) not null,
  -- The whole definition as it is exported, JSON.
  definition text not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint element_pk primary key (id)
);
create unique index element_of_organization on element (organization_id, element_key);
