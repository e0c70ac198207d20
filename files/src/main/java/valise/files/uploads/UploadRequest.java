package valise.files.uploads;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import valise.files.ids.ItemId;
import valise.files.odata.Call;

/// What a client asks for before it sends bytes (sharefile-v3 section 5.1).
///
/// @param fileName empty when it comes with the bytes
/// @param fileSize empty when not given; the vendor's default 0 counts as not given
/// @param title the display name, if it is not the file's own name
/// @param notifying whether people are told, as their folder preferences say
/// @param textReplies whether transfers answer `OK` and `ERROR:message` rather than JSON
/// @param onTaken what is to happen when the folder has the name already
/// @param baseFile the version the client last saw; another one is a conflict
public record UploadRequest(
    UploadMethod method,
    boolean raw,
    Optional<String> fileName,
    OptionalLong fileSize,
    Optional<String> batchId,
    boolean batchLast,
    boolean canResume,
    boolean startOver,
    boolean unzip,
    String tool,
    OnTaken onTaken,
    Optional<String> title,
    String details,
    Optional<String> sendGuid,
    boolean textReplies,
    boolean notifying,
    Optional<Instant> clientCreatedAt,
    Optional<Instant> clientModifiedAt,
    OptionalInt expirationDays,
    Optional<ItemId> baseFile) {

  /// The same, but where it would be refused because the name is taken, the file gets a free one.
  public UploadRequest takingFreeName() {
    if (onTaken == OnTaken.NEW_VERSION) {
      return this;
    }
    return new UploadRequest(
        method,
        raw,
        fileName,
        fileSize,
        batchId,
        batchLast,
        canResume,
        startOver,
        unzip,
        tool,
        OnTaken.FREE_NAME,
        title,
        details,
        sendGuid,
        textReplies,
        notifying,
        clientCreatedAt,
        clientModifiedAt,
        expirationDays,
        baseFile);
  }

  /// What the query of `Upload` asks for.
  public static UploadRequest ofQuery(Call call) {
    return UploadWish.EMPTY.request(call);
  }

  /// What the body of `Upload2` asks for; what it does not say, the query may.
  public static UploadRequest ofBody(Call call) {
    return call.body(UploadWish.class).request(call);
  }

  /// What is to happen when the name is taken.
  public enum OnTaken {
    /// Refused at once, and again at the end.
    REFUSE,
    /// Decided at the end: the client may still ask for a free name with `forceunique` [net-sdk].
    REFUSE_LATER,
    /// The bytes become the next version.
    NEW_VERSION,
    /// The file gets a free name. For senders who are not to learn which names are taken.
    FREE_NAME
  }
}
