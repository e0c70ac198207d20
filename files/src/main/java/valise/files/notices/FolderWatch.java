package valise.files.notices;

import java.time.Instant;
import java.util.HashSet;
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
      case Uploads.TOPIC -> arrived(tx, account, Arrival.read(entry.payload()), entry.at());
      case Downloads.TOPIC -> downloaded(tx, account, MAPPER.readTree(entry.payload()), entry.at());
      default -> {}
    }
  }

  private void arrived(Tx tx, AccountId account, Arrival arrival, Instant at) {
    // Guests send in the right of whoever asked them, who is told of the request itself.
    Optional<UserId> sender =
        Optional.of(arrival.user()).filter(it -> !arrival.askedBy().equals(Optional.of(it)));
    Set<UserId> knowing = new HashSet<>();
    arrival.askedBy().ifPresent(knowing::add);
    if (!says(tx, account, AccountSetting.ENABLE_SELF_NOTIFICATIONS_UPLOAD)) {
      sender.ifPresent(knowing::add);
    }
    tell(
        tx,
        arrival.folder(),
        knowing,
        new Digest.News(Line.Kind.UPLOAD, arrival.items(), sender, arrival.last(), at),
        Digest.batch(arrival.user().value(), arrival.batch()));
  }

  private void downloaded(Tx tx, AccountId account, JsonNode payload, Instant at) {
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
                  self ? Set.of() : Set.of(user),
                  new Digest.News(
                      Line.Kind.DOWNLOAD, List.of(item.id()), Optional.of(user), false, at),
                  ""));
    }
  }

  private boolean says(Tx tx, AccountId account, AccountSetting setting) {
    return accounts.settings(tx.sql(), account).flag(setting);
  }

  /// @param knowing who need not be told
  private void tell(Tx tx, ItemId folder, Set<UserId> knowing, Digest.News news, String batch) {
    Set<UserId> told =
        items
            .lineage(tx.sql(), folder)
            .map(it -> watchers.of(tx.sql(), it, news.kind()))
            .orElse(Set.of());
    for (UserId each : told) {
      if (!knowing.contains(each)) {
        // Who is told at intervals is told of everything together.
        String apart = rhythm.of(tx.sql(), each).isZero() ? batch : "";
        digests.add(tx, new FolderMail.Order(each.value(), folder.value(), apart).digest(), news);
      }
    }
  }
}
