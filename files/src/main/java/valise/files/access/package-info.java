/// Who may. Start at [valise.files.access.Access]: the one decision, in Java and as a SQL
/// condition.
///
/// The rule [seed]: rights stand in a folder's list; the nearest list on the way up is the one that
/// counts, whole; there, the user's own entry beats every group entry, else the groups add up; a
/// member of the Super User Group may do everything everywhere. Tables: `access_list`,
/// `access_entry`. Nobody else writes a permission predicate.
@org.jspecify.annotations.NullMarked
package valise.files.access;
