package valise.files.uploads;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import valise.files.ids.ItemId;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.Params;
import valise.platform.Refusal;

/// The body of `Upload2`; what it does not say, the query may [net-sdk] [rclone] [seed]. Of
/// `Upload` there is only the query.
///
/// @param fileLength as the vendor's Shares page calls `FileSize` [seed]
record UploadWish(
    @Nullable String method,
    @Nullable Boolean raw,
    @Nullable String fileName,
    @Nullable Long fileSize,
    @Nullable Long fileLength,
    @Nullable String batchId,
    @Nullable Boolean batchLast,
    @Nullable Boolean canResume,
    @Nullable Boolean startOver,
    @Nullable Boolean unzip,
    @Nullable Boolean overwrite,
    @Nullable String title,
    @Nullable String tool,
    @Nullable String details,
    @Nullable String sendGuid,
    @Nullable String responseFormat,
    @JsonProperty("notify") @Nullable Boolean notifying,
    @Nullable Instant clientCreatedDate,
    @Nullable Instant clientModifiedDate,
    @Nullable Integer expirationDays,
    @Nullable String baseFileId) {

  static final UploadWish EMPTY =
      new UploadWish(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null);

  private static final int LONGEST_LABEL = 200;
  private static final int MOST_DAYS = 36_500;

  UploadRequest request(Call call) {
    Params query = call.params();
    String tool = text(this.tool, query, "tool").orElse("apiv3");
    return new UploadRequest(
        text(method, query, "method").map(UploadWish::parseMethod).orElse(UploadMethod.STANDARD),
        flag(raw, query, "raw"),
        text(fileName, query, "fileName"),
        size(query),
        label("batchId", text(batchId, query, "batchId")),
        flag(batchLast, query, "batchLast"),
        flag(canResume, query, "canResume"),
        flag(startOver, query, "startOver"),
        flag(unzip, query, "unzip"),
        label("tool", Optional.of(tool)).orElse(""),
        onTaken(flag(overwrite, query, "overwrite"), tool, call),
        text(title, query, "title"),
        text(details, query, "details").orElse(""),
        label("sendGuid", text(sendGuid, query, "sendGuid")),
        text(responseFormat, query, "responseFormat")
            .filter(format -> !format.equalsIgnoreCase("json"))
            .isPresent(),
        flag(notifying, query, "notify"),
        date(clientCreatedDate, query, "clientCreatedDateUTC", "clientCreatedDate"),
        date(clientModifiedDate, query, "clientModifiedDateUTC", "clientModifiedDate"),
        days(query),
        text(baseFileId, query, "baseFileId").map(UploadWish::parseItem));
  }

  /// With `overwrite` a taken name becomes a new version. Without, the vendor's behaviour is not
  /// documented (sharefile-v3 section 22, item 14). PowerShell never sets it and relies on the file
  /// being replaced [ps]. The .NET SDK, known by its tool header, may still ask for a free name
  /// when it sends the bytes [net-sdk], so it cannot be refused yet. Everybody else is told at
  /// once.
  private static UploadRequest.OnTaken onTaken(boolean overwrite, String tool, Call call) {
    boolean powerShell =
        Stream.of(tool, call.clientTool(), call.userAgent())
            .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains("powershell"));
    if (overwrite || powerShell) {
      return UploadRequest.OnTaken.NEW_VERSION;
    }
    return call.clientTool().isEmpty()
        ? UploadRequest.OnTaken.REFUSE
        : UploadRequest.OnTaken.REFUSE_LATER;
  }

  private OptionalLong size(Params query) {
    Long given = fileSize != null ? fileSize : fileLength;
    long size =
        given != null
            ? given
            : query.number("fileSize").or(() -> query.number("fileLength")).orElse(0L);
    if (size < 0) {
      throw bad("fileSize", "a number of bytes");
    }
    return size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /// Zero and less mean never.
  private OptionalInt days(Params query) {
    long days = expirationDays != null ? expirationDays : query.number("expirationDays").orElse(0L);
    if (days > MOST_DAYS) {
      throw bad("expirationDays", "at most " + MOST_DAYS);
    }
    return days <= 0 ? OptionalInt.empty() : OptionalInt.of((int) days);
  }

  private static Optional<String> text(@Nullable String own, Params query, String name) {
    return own != null && !own.isEmpty() ? Optional.of(own) : query.text(name);
  }

  private static boolean flag(@Nullable Boolean own, Params query, String name) {
    return own != null ? own : query.flag(name, false);
  }

  private static Optional<Instant> date(
      @Nullable Instant own, Params query, String name, String other) {
    return Optional.ofNullable(own)
        .or(() -> query.date(name))
        .or(() -> query.date(other))
        .filter(date -> !Dates.isZero(date) && !Dates.isNever(date));
  }

  private static Optional<String> label(String name, Optional<String> text) {
    if (text.filter(it -> it.length() > LONGEST_LABEL).isPresent()) {
      throw bad(name, "at most " + LONGEST_LABEL + " characters");
    }
    return text;
  }

  private static UploadMethod parseMethod(String text) {
    return UploadMethod.parse(text)
        .orElseThrow(() -> bad("method", "Standard, Streamed or Threaded"));
  }

  private static ItemId parseItem(String text) {
    return ItemId.parse(text).orElseThrow(() -> bad("baseFileId", "an item's id"));
  }

  private static Refusal bad(String name, String expected) {
    return Refusal.malformed(
        "BAD_PARAMETER", "The parameter '" + name + "' must be " + expected + ".");
  }
}
