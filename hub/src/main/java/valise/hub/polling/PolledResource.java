package valise.hub.polling;

import java.time.Duration;
import java.util.Locale;

/// One resource of a poller configuration, with every key of the reference and its default.
///
/// @param name the type of the objects in events
/// @param address below the hub; empty for the element's own way
/// @param list path to the records in an answer; empty when the answer is the list
/// @param onlyUpdated whether records that were not changed since the last poll are dropped
/// @param untilNow whether records that were changed since the poll began are left to the next
/// @param pageSize 0 for the hub's own
record PolledResource(
    String name,
    String address,
    UrlTemplate template,
    String idField,
    String list,
    DateField updated,
    DateField created,
    boolean onlyUpdated,
    boolean untilNow,
    Duration tolerance,
    Duration delay,
    int pageSize) {

  private static final String OWN = "/events/poll/documents";

  /// Whether the element's own way to find changes answers this, which finds more than dates do:
  /// moves, deletions and what comes late.
  boolean elementsOwn() {
    String path = address.replaceFirst("\\?.*", "").toLowerCase(Locale.ROOT);
    return address.isEmpty()
        || !address.contains("/")
        || path.equals(OWN)
        || path.equals("/hubs/documents" + OWN);
  }
}
