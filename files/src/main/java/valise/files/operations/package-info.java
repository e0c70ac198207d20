/// Work that takes long, for others to watch and stop: the vendor's `AsyncOperations`. Every call
/// is done when it answers; what runs longer shows here meanwhile.
///
/// Start at [valise.files.operations.Operations]. Table: `operation`.
@org.jspecify.annotations.NullMarked
package valise.files.operations;
