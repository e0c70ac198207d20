-- Listings are in the order of code points, whatever locale the cluster was made with.
alter table item alter column name_ci type varchar(1024) collate "C";
