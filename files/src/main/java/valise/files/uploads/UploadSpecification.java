package valise.files.uploads;

import java.util.Optional;

/// Where the bytes go, and what is there already.
///
/// @param chunkUri holds a `?`; clients append `&name=value`
/// @param finishUri threaded uploads only
/// @param resume what a client that can resume may skip
public record UploadSpecification(
    UploadId id,
    UploadMethod method,
    String chunkUri,
    Optional<String> finishUri,
    Optional<Resume> resume,
    int maxThreads) {

  /// @param index the number of the last chunk held
  /// @param offset bytes held from the beginning
  /// @param md5 of those bytes
  public record Resume(long index, long offset, String md5) {}
}
