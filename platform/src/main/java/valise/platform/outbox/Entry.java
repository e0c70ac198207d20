package valise.platform.outbox;

import java.time.Instant;

/// One event as it was stored.
///
/// @param seq where it stands among all events of this database, counted from 1 without gaps
/// @param id a GUID for those who must know it again when it comes twice
/// @param topic what it is about, in dotted lower case
/// @param accountId the tenant it belongs to
/// @param payload JSON
public record Entry(
    long seq, String id, String topic, String accountId, String payload, Instant at) {}
