/// The record of what happened with what people share, made so that changing it shows. Start at
/// [valise.files.ledger.Ledger].
///
/// Each account has a chain of events. An event's hash covers its own bytes ([Canonical]) and the
/// hash before it; the last hash is signed ([Head]). [LedgerCheck] finds every event that was
/// edited, removed, added or put elsewhere by whoever can write to the database but does not hold
/// the signing key. What it cannot find, SECURITY.md says.
///
/// A [Certificate] takes a share's deliveries out of the server, for anybody to check offline.
///
/// Tables: `ledger_event`, `ledger_head`.
@org.jspecify.annotations.NullMarked
package valise.files.ledger;
