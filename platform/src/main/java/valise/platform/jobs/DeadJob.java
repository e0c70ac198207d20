package valise.platform.jobs;

import java.time.Instant;

/// A job that failed too often and waits for a person.
public record DeadJob(
    String id,
    String queue,
    String key,
    String payload,
    int attempts,
    String lastError,
    Instant diedAt) {}
