create table instance (
  id bigint not null,
  organization_id bigint not null,
  account_id bigint not null,
  -- Who made it, and whose it is.
  member_id bigint not null,
  element_id bigint not null,
  element_key varchar(100) not null,
  name varchar(300) not null,
  -- In lower case, by Java.
  name_ci varchar(900) not null,
  -- The token is found by its hash, and sealed to be shown again.
  token_hash varchar(64) not null,
  token_sealed text not null,
  disabled boolean not null,
  -- Why it cannot sign in any more, in the provider's words; none while it can.
  trouble text,
  -- The caller brought the tokens along.
  brought boolean not null,
  -- Until when calls to the provider are written down in full.
  traced_until bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  constraint instance_pk primary key (id)
);
create unique index instance_token on instance (token_hash);
create index instance_of_organization on instance (organization_id, id);
create index instance_of_element on instance (element_id);

-- What it is configured with. A row without content was given as nothing on purpose.
create table instance_setting (
  instance_id bigint not null,
  name varchar(200) not null,
  content text,
  sealed boolean not null,
  constraint instance_setting_pk primary key (instance_id, name)
);

create table instance_tag (
  instance_id bigint not null,
  place integer not null,
  tag varchar(300) not null,
  constraint instance_tag_pk primary key (instance_id, place)
);
create index instance_tag_of on instance_tag (tag);

-- The provider's leave, sealed. version counts renewals: who renews must have seen the latest.
create table instance_grant (
  instance_id bigint not null,
  version bigint not null,
  access_sealed text not null,
  refresh_sealed text,
  -- When the access token ends; none when the provider did not say.
  expires_at bigint,
  renewed_at bigint not null,
  -- A node that renews holds the row until then.
  renewing_until bigint not null,
  constraint instance_grant_pk primary key (instance_id)
);
