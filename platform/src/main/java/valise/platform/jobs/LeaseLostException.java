package valise.platform.jobs;

/// The job was taken from this worker, because its lease ran out or somebody cancelled it. Whatever
/// the transaction did must be rolled back, so let this pass.
public final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(Job job) {
    super("The lease of job " + job.queue() + "/" + job.key() + " is lost");
  }
}
