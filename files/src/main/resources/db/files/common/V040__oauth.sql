-- A program that people let act for them. Without an account it was registered by the operator and
-- may be used in every account.
create table app (
  id varchar(64) not null,
  account_id varchar(36),
  -- Whom the app is when it signs in as itself (client_credentials).
  owner_id varchar(36),
  name varchar(100) not null,
  -- None: a public app, which proves itself by PKCE alone.
  secret_hash varchar(64),
  -- The secret sealed: redirects are signed with it.
  secret_sealed text,
  -- One on each line.
  redirect_uris text not null,
  -- Ours: the user is not asked for consent.
  first_party boolean not null,
  enabled boolean not null,
  created_at bigint not null,
  constraint app_pk primary key (id)
);
create index app_of_account on app (account_id);

create table app_consent (
  app_id varchar(64) not null,
  user_id varchar(36) not null,
  granted_at bigint not null,
  constraint app_consent_pk primary key (app_id, user_id)
);
create index app_consent_of on app_consent (user_id);

-- An authorization on its way: first waiting for consent, then for its code to be exchanged.
create table oauth_request (
  id varchar(36) not null,
  app_id varchar(64) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  security_no bigint not null,
  -- `code`, or `token` for the implicit flow.
  flow varchar(8) not null,
  redirect_uri text,
  client_state text,
  code_challenge varchar(128),
  code_challenge_method varchar(8),
  -- SHA-256 of what the consent page sends back.
  consent_hash varchar(64),
  -- SHA-256 of the code.
  code_hash varchar(64),
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  constraint oauth_request_pk primary key (id)
);
create unique index oauth_request_consent on oauth_request (consent_hash);
create unique index oauth_request_code on oauth_request (code_hash);
create index oauth_request_age on oauth_request (expires_at);

-- What one sign-in through an app allows; its tokens form one family and end with it.
create table oauth_grant (
  id varchar(36) not null,
  app_id varchar(64) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  -- The user's own at that time; a grant of an earlier one is worth nothing.
  security_no bigint not null,
  grant_type varchar(40) not null,
  created_at bigint not null,
  used_at bigint not null,
  ended_at bigint,
  constraint oauth_grant_pk primary key (id)
);
create index oauth_grant_of on oauth_grant (user_id, app_id);

create table oauth_token (
  -- SHA-256 of the token; the token itself is kept nowhere.
  token_hash varchar(64) not null,
  grant_id varchar(36) not null,
  -- `access` or `refresh`.
  kind varchar(8) not null,
  issued_at bigint not null,
  expires_at bigint not null,
  -- A refresh token that was exchanged for its successor.
  rotated_at bigint,
  ended_at bigint,
  constraint oauth_token_pk primary key (token_hash),
  constraint oauth_token_grant foreign key (grant_id) references oauth_grant (id)
);
create index oauth_token_of on oauth_token (grant_id);
create index oauth_token_age on oauth_token (expires_at);

-- What the session cookie means: somebody who signed in with a browser, or the cookie that goes
-- with an access token.
create table oauth_session (
  session_hash varchar(64) not null,
  account_id varchar(36) not null,
  user_id varchar(36) not null,
  security_no bigint not null,
  -- The access token it goes with; none for a browser.
  token_hash varchar(64),
  tool varchar(200) not null,
  tool_version varchar(100) not null,
  device_id varchar(200) not null,
  device_name varchar(200) not null,
  remote_address varchar(64) not null,
  created_at bigint not null,
  expires_at bigint not null,
  ended_at bigint,
  constraint oauth_session_pk primary key (session_hash)
);
create index oauth_session_of on oauth_session (user_id);
create index oauth_session_token on oauth_session (token_hash);
create index oauth_session_age on oauth_session (expires_at);
