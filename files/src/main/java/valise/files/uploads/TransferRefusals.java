package valise.files.uploads;

import valise.platform.Refusal;

/// What transfers are refused with.
final class TransferRefusals {

  private TransferRefusals() {}

  /// The one answer to a ticket that is wrong, forged or expired, and to an upload that is gone:
  /// clients look for this very text, or for the number 605, and begin again [net-sdk] [java-sdk].
  static Refusal unrecognized() {
    return Refusal.of(
        Refusal.Kind.NO_SUCH_THING, "UNRECOGNIZED_UPLOAD_ID", "Unrecognized Upload ID");
  }

  static Refusal hashMismatch() {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "CHUNK_HASH_MISMATCH",
        "The bytes that arrived do not have the MD5 given in 'hash'. Send this chunk again.");
  }

  static Refusal fileHashMismatch() {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "FILE_HASH_MISMATCH",
        "The whole file does not have the MD5 given in 'filehash'. Nothing was stored.");
  }

  static Refusal outOfBounds() {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "CHUNK_OUT_OF_BOUNDS",
        "This chunk ends beyond the size the file was declared to have.");
  }

  static Refusal sizeMismatch(long declared, long actual) {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "FILE_SIZE_MISMATCH",
        "The file has " + actual + " bytes, but " + declared + " were declared.");
  }

  static Refusal incomplete(long from) {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "UPLOAD_INCOMPLETE",
        "Bytes are missing from " + from + " on. Send them and finish again.");
  }

  static Refusal superseded() {
    return Refusal.conflict(
        "CHUNK_SUPERSEDED",
        "The same chunk arrived whole on another connection meanwhile. Nothing is lost.");
  }

  static Refusal alreadyFinished() {
    return Refusal.conflict("UPLOAD_FINISHED", "This upload is finished and takes no more bytes.");
  }

  static Refusal scattered() {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE,
        "UPLOAD_TOO_SCATTERED",
        "Too many separate pieces. Send chunks that join those already sent.");
  }

  static Refusal outOfSpace() {
    return Refusal.of(
        Refusal.Kind.OUT_OF_SPACE,
        "OUT_OF_SPACE",
        "The server's disk is full. What it has acknowledged is safe; try again later.");
  }

  static Refusal quotaExceeded() {
    return Refusal.of(
        Refusal.Kind.QUOTA_EXCEEDED,
        "QUOTA_EXCEEDED",
        "The account's storage is used up. Delete files or older versions first.");
  }

  static Refusal fileTooLarge(long most) {
    return Refusal.tooLarge(
        "FILE_TOO_LARGE", "A file may have at most " + most + " bytes in this account.");
  }

  static Refusal fileNameMissing() {
    return Refusal.malformed(
        "FILE_NAME_MISSING",
        "Give the file's name in 'fileName', or in the Content-Disposition of its part.");
  }

  static Refusal badArchive(String why) {
    return Refusal.of(
        Refusal.Kind.UNPROCESSABLE, "BAD_ARCHIVE", "The archive cannot be expanded: " + why + ".");
  }

  static Refusal conflict() {
    return Refusal.conflict(
        "FILE_UPLOAD_CONFLICT", "The file has changed since the version named in 'baseFileId'.");
  }

  static Refusal nameTaken(String name) {
    return Refusal.conflict(
        "NAME_TAKEN", "There is already something called '" + name + "' in this folder.");
  }
}
