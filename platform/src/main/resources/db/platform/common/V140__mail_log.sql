-- What became of mail, for an operator. message_id: without the domain. job_id: what sends it; of one that failed
-- there is one line, whatever it said each time. Lines are forgotten after thirty days.
create table mail_log (
  message_id varchar(64) not null,
  job_id varchar(36) not null,
  recipient varchar(320) not null,
  subject varchar(1000) not null,
  sent boolean not null,
  at bigint not null,
  constraint mail_log_pk primary key (message_id)
);
create index mail_log_job on mail_log (job_id);
create index mail_log_at on mail_log (at);
