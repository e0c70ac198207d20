package valise.files.uploads;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.platform.db.Database;

/// Upload sessions for tests that begin below HTTP.
final class Sessions {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Sessions() {}

  static UploadRequest request(UploadMethod method, String name, OptionalLong size) {
    return new UploadRequest(
        method,
        true,
        Optional.of(name),
        size,
        Optional.empty(),
        false,
        false,
        false,
        false,
        "test",
        UploadRequest.OnTaken.NEW_VERSION,
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

  static UploadTarget target() {
    return new UploadTarget(AccountId.mint(), UserId.mint(), ItemId.mintFolder());
  }

  static Session add(Database database, UploadTarget target, UploadRequest request) {
    Session session =
        new Session(
            UploadId.mint(),
            target,
            request,
            new Session.Progress(
                List.of("t"),
                request.fileName(),
                Optional.empty(),
                Optional.empty(),
                -1,
                null,
                NOW,
                NOW.plusSeconds(3600)));
    return database.write(tx -> {
      UploadStore.insert(tx, session, request.fileName().orElse(null));
      return session;
    });
  }
}
