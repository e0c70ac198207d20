package valise.platform.jobs;

/// Does the jobs of one queue.
@FunctionalInterface
public interface JobHandler {

  /// Does one job. It may be done more than once (a process can die between the work and its
  /// record), unless the work and [Job#settle] share a transaction. Whatever is thrown becomes the
  /// job's last error, and the job is tried again later.
  Outcome run(Job job) throws Exception;
}
