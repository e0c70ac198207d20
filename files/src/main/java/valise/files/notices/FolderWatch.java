package valise.files.notices;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.Accounts;
import valise.files.downloads.Downloads;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.files.items.Items;
import valise.files.uploads.Arrival;
import valise.files.uploads.Uploads;
import valise.platform.db.Tx;
import valise.platform.outbox.Entry;
import valise.platform.outbox.Relay;

/// Notices in the outbox what people want to be told of: files that were uploaded with `notify`, as
/// the vendor has it [seed], and downloads. Whoever did it is not told of it, unless the account
/// says so.
@Component
final class FolderWatch {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Items items;
  private final Accounts accounts;
  private final Watchers watchers;
  private final Rhythm rhythm;
  private final Digests digests;

  FolderWatch(Items items, Accounts accounts, Watchers watchers, Rhythm rhythm, Digests digests) {
    this.items = items;
    this.accounts = accounts;
    this.watchers = watchers;
    this.rhythm = rhythm;
    this.digests = digests;
  }

  void schedule(Relay relay) {
    relay.transactional("notices.folders", Relay.Start.NOW, this::noticed);
  }

  private void noticed(Tx tx, Entry entry) {
    AccountId account = new AccountId(entry.accountId());
    switch (entry.topic()) {
      case Uploads.TOPIC -> arrived(tx, account, Arrival.read(entry.payload()));
      case Downloads.TOPIC -> downloaded(tx, account, MAPPER.readTree(entry.payload()));
      default -> {}
    }
  }

  private void arrived(Tx tx, AccountId account, Arrival arrival) {
    // Who sent it had no account; whoever asked for it is told of their request.
    Optional<UserId> actor = arrival.invited() ? Optional.empty() : Optional.of(arrival.user());
    boolean self =
        !arrival.invited() && says(tx, account, AccountSetting.ENABLE_SELF_NOTIFICATIONS_UPLOAD);
    tell(
        tx,
        arrival.folder(),
        self ? Optional.empty() : Optional.of(arrival.user()),
        new Digest.News(Line.Kind.UPLOAD, arrival.items(), actor, arrival.last()),
        Digest.batch(arrival.user().value(), arrival.batch()));
  }

  private void downloaded(Tx tx, AccountId account, JsonNode payload) {
    UserId user = new UserId(payload.path("user").asString());
    boolean self = says(tx, account, AccountSetting.ENABLE_SELF_NOTIFICATIONS_DOWNLOAD);
    for (JsonNode id : payload.path("items")) {
      items
          .find(tx.sql(), new ItemId(id.asString()))
          .ifPresent(item ->
              tell(
                  tx,
                  // A folder is downloaded as a whole, so that itself is where it happens.
                  item.isFolder() ? item.id() : item.parent().orElse(item.id()),
                  self ? Optional.empty() : Optional.of(user),
                  new Digest.News(Line.Kind.DOWNLOAD, List.of(item.id()), Optional.of(user), false),
                  ""));
    }
  }

  private boolean says(Tx tx, AccountId account, AccountSetting setting) {
    return accounts.settings(tx.sql(), account).flag(setting);
  }

  /// @param except who knows anyway
  private void tell(Tx tx, ItemId folder, Optional<UserId> except, Digest.News news, String batch) {
    Set<UserId> told =
        items
            .lineage(tx.sql(), folder)
            .map(it -> watchers.of(tx.sql(), it, news.kind()))
            .orElse(Set.of());
    for (UserId each : told) {
      if (!except.equals(Optional.of(each))) {
        // Who is told at intervals is told of everything together.
        String apart = rhythm.of(tx.sql(), each).isZero() ? batch : "";
        digests.add(tx, new FolderMail.Order(each.value(), folder.value(), apart).digest(), news);
      }
    }
  }
}
