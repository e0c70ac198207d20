/// Who gives whom access to a folder: the lists of [valise.files.access], as callers read and
/// change them. Start at [valise.files.grants.AccessControls]. Owns no table.
///
/// Whoever may manage a folder has every right on it, so nobody can give more than they have. A
/// change of a list is announced as `files.access` in its own transaction.
@org.jspecify.annotations.NullMarked
package valise.files.grants;
