-- A folder with a row here has a list of its own; any other folder inherits from the nearest one above.
create table access_list (
  folder_id varchar(36) not null,
  created_at bigint not null,
  constraint access_list_pk primary key (folder_id)
);

-- One line of a folder's list. rights is a sum of 1 view, 2 download, 4 upload, 8 delete, 16 manage.
create table access_entry (
  folder_id varchar(36) not null,
  principal_id varchar(36) not null,
  rights integer not null,
  notify_upload boolean not null,
  notify_download boolean not null,
  is_owner boolean not null,
  created_at bigint not null,
  constraint access_entry_pk primary key (folder_id, principal_id)
);
create index access_entry_principal on access_entry (principal_id);
