package valise.files.shares;

import java.time.Instant;
import java.util.Optional;
import valise.files.ids.AccountId;
import valise.files.ids.AliasId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.db.Database;

/// Shares and recipients with sensible members.
final class Samples {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Samples() {}

  static Share share(Optional<Instant> expiresAt) {
    return share(expiresAt, Share.Tracking.NONE);
  }

  static Share share(Optional<Instant> expiresAt, Share.Tracking tracking) {
    return new Share(
        ShareId.mint(),
        AccountId.mint(),
        UserId.mint(),
        Share.Kind.SEND,
        "A share",
        Optional.empty(),
        new Share.Policy(false, false, false, false, false, Share.UNLIMITED, expiresAt, 1),
        tracking,
        Optional.empty(),
        0,
        NOW,
        Optional.empty());
  }

  static Alias alias(ShareId share) {
    return new Alias(
        AliasId.mint(),
        share,
        Optional.empty(),
        Optional.empty(),
        Alias.Origin.INVITED,
        0,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW);
  }

  /// A recipient in the database.
  static AliasId addAlias(Database database) {
    Alias alias = alias(ShareId.mint());
    database.write(tx -> {
      AliasStore.insert(tx, alias);
      return true;
    });
    return alias.id();
  }
}
