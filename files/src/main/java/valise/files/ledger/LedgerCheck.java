package valise.files.ledger;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import valise.files.ids.AccountId;
import valise.platform.db.Database;
import valise.platform.secrets.SigningKey;

/// Recomputes the whole record. Reads only; what is put down meanwhile is for the next time.
@Component
public final class LedgerCheck {

  private static final int BATCH = 1_000;

  /// How the record of one account stands.
  ///
  /// @param events how many were looked at
  /// @param hash of the last that is right, to be written down somewhere else
  /// @param damage the first event that is not as it was put down, and what is wrong; empty when
  ///   all are
  public record Finding(AccountId account, long events, String hash, Optional<String> damage) {}

  private final Database database;
  private final SigningKey key;

  LedgerCheck(Database database, SigningKey key) {
    this.database = database;
    this.key = key;
  }

  /// Looks at every account.
  public List<Finding> check() {
    return database.read(LedgerStore::accounts).stream().map(this::check).toList();
  }

  public Finding check(AccountId account) {
    // First: what comes later must not look like too much.
    Optional<Head> head = database.read(sql -> LedgerStore.head(sql, account));
    if (head.isEmpty()) {
      return damaged(account, 0, Canonical.START, "its signed end is missing");
    }
    if (!head.get().signedBy(key)) {
      return damaged(account, 0, Canonical.START, "its end is not signed by this server's key");
    }
    return walk(head.get());
  }

  private Finding walk(Head head) {
    long seq = 0;
    String hash = Canonical.START;
    while (seq < head.seq()) {
      long from = seq;
      List<Recorded> batch =
          database.read(sql -> LedgerStore.after(sql, head.account(), from, BATCH));
      if (batch.isEmpty()) {
        return damaged(
            head.account(),
            seq,
            hash,
            "event " + (seq + 1) + " and all after it are missing; there were " + head.seq());
      }
      for (Recorded event : batch) {
        if (seq == head.seq()) {
          break;
        }
        Optional<String> wrong = wrong(event, seq + 1, hash);
        if (wrong.isPresent()) {
          return damaged(head.account(), seq, hash, wrong.get());
        }
        seq = event.seq();
        hash = event.hash();
      }
    }
    return hash.equals(head.hash())
        ? new Finding(head.account(), seq, hash, Optional.empty())
        : damaged(head.account(), seq, hash, "event " + seq + " is not the one that was signed");
  }

  private static Finding damaged(AccountId account, long events, String hash, String what) {
    return new Finding(account, events, hash, Optional.of(what));
  }

  private static Optional<String> wrong(Recorded event, long seq, String previous) {
    if (event.seq() != seq) {
      return Optional.of("event " + seq + " is missing");
    }
    String name = "event " + seq + " of " + event.at();
    if (!event.hash().equals(Canonical.hash(event.previous(), event.body()))) {
      return Optional.of(name + " was changed");
    }
    if (!event.previous().equals(previous)) {
      return Optional.of(name + " does not follow the one before it");
    }
    return agrees(event) ? Optional.empty() : Optional.of(name + " has columns that do not fit it");
  }

  /// Whether the columns, by which events are found, say what was hashed.
  private static boolean agrees(Recorded event) {
    try {
      JsonNode body = event.content();
      return body.path("account").asString("").equals(event.account().value())
          && body.path("seq").asLong(-1) == event.seq()
          && body.path("at").asString("").equals(event.at().toString())
          && body.path("kind").asString("").equals(event.kind())
          && body.path("share").asString("").equals(hashed(event.share()))
          && body.path("link").asString("").equals(hashed(event.link()));
    } catch (JacksonException e) {
      return false;
    }
  }

  private static String hashed(Optional<String> id) {
    return id.map(Canonical::sha256).orElse("");
  }
}
