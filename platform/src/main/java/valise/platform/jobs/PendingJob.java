package valise.platform.jobs;

import java.time.Instant;
import java.util.Optional;

/// A job that is not done.
///
/// @param due when it is tried next, or when its lease ends while it is being done; empty when it
///   is dead
/// @param lastError of the last failure, or empty text
public record PendingJob(
    String id,
    String queue,
    Instant askedAt,
    Optional<Instant> due,
    int attempts,
    String lastError) {}
