package valise.files.openings;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import valise.files.uploads.UploadMethod;
import valise.files.uploads.UploadRequest;
import valise.platform.Refusal;

/// What the page's script asks for before it sends a file.
///
/// @param size bytes
/// @param folder where the file lay at the visitor's, as far as the browser tells; for people to
///   read
/// @param batch what is sent together; the owner is told once
/// @param last whether it is the last one of its batch
/// @param resume whether this browser has sent some of it already
record FileWish(
    @Nullable String name,
    long size,
    @Nullable String folder,
    @Nullable String batch,
    boolean last,
    boolean resume,
    @Nullable Instant modified) {

  private static final String TOOL = "web";
  private static final int LONGEST_LABEL = 200;
  private static final int LONGEST_FOLDER = 500;

  /// A name that is taken gets a number at the end: a visitor must not learn what is there.
  UploadRequest request() {
    if (name == null || name.isEmpty()) {
      throw Refusal.malformed("FIELD_MISSING", "'name' is required.");
    }
    if (size < 0) {
      throw Refusal.malformed("BAD_FIELD", "'size' must be a number of bytes.");
    }
    if (batch != null && batch.length() > LONGEST_LABEL) {
      throw Refusal.malformed(
          "BAD_FIELD", "'batch' must be at most " + LONGEST_LABEL + " characters.");
    }
    return new UploadRequest(
        UploadMethod.THREADED,
        true,
        Optional.of(name),
        size == 0 ? OptionalLong.empty() : OptionalLong.of(size),
        Optional.ofNullable(batch),
        last,
        resume,
        false,
        false,
        TOOL,
        UploadRequest.OnTaken.REFUSE_LATER,
        Optional.empty(),
        details(),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Optional.ofNullable(modified),
        OptionalInt.empty(),
        Optional.empty());
  }

  private String details() {
    if (folder == null || folder.isBlank()) {
      return "";
    }
    String clean = folder.replaceAll("\\p{Cntrl}", " ").strip();
    return "From the folder "
        + (clean.length() > LONGEST_FOLDER ? clean.substring(0, LONGEST_FOLDER) : clean);
  }

  /// The same for all files of a plain form.
  static UploadRequest ofForm(String batch) {
    return new UploadRequest(
        UploadMethod.STANDARD,
        false,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(batch),
        true,
        false,
        false,
        false,
        TOOL,
        UploadRequest.OnTaken.REFUSE_LATER,
        Optional.empty(),
        "",
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }
}
