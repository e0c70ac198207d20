/// The one way to the database. Start at [valise.platform.db.Database].
///
/// Two worlds behind one interface: SQLite (one file, one writer thread with group commit, a few
/// reader threads) and PostgreSQL (a pool). Nothing outside this package asks which.
@org.jspecify.annotations.NullMarked
package valise.platform.db;
