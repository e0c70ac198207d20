/// Making a change an event exactly once. Start at [valise.hub.intake.Intake]; what is news is
/// decided in `Comparison`, by the ledger of all that was known and not by dates.
///
/// Cursor, ledger, events and deliveries commit together: whoever looked gives the transaction.
///
/// Table: `ledger`.
@org.jspecify.annotations.NullMarked
package valise.hub.intake;
