package valise.hub.intake;

import java.util.OptionalLong;

/// What is known of one object.
///
/// @param id what it was last called on the wire
/// @param live whether it is there
record LedgerRow(
    String key,
    String id,
    String place,
    boolean folder,
    boolean live,
    String print,
    OptionalLong order,
    long revision,
    long epoch,
    String mark) {

  LedgerRow met(long sweep) {
    return new LedgerRow(key, id, place, folder, live, print, order, revision, sweep, mark);
  }

  LedgerRow marked(String text) {
    return new LedgerRow(key, id, place, folder, live, print, order, revision, epoch, text);
  }

  LedgerRow gone() {
    return new LedgerRow(key, id, place, folder, false, print, order, revision + 1, epoch, "");
  }
}
