package valise.files.notices;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.Accounts;
import valise.files.downloads.Downloads;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.uploads.Batch;
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
  private final Journal journal;
  private final Uploads uploads;
  private final Accounts accounts;
  private final Watchers watchers;
  private final Digests digests;

  FolderWatch(
      Items items,
      Journal journal,
      Uploads uploads,
      Accounts accounts,
      Watchers watchers,
      Digests digests) {
    this.items = items;
    this.journal = journal;
    this.uploads = uploads;
    this.accounts = accounts;
    this.watchers = watchers;
    this.digests = digests;
  }

  void schedule(Relay relay) {
    relay.transactional("notices.folders", Relay.Start.NOW, this::noticed);
  }

  private void noticed(Tx tx, Entry entry) {
    AccountId account = new AccountId(entry.accountId());
    switch (entry.topic()) {
      case Journal.TOPIC -> uploaded(tx, account, MAPPER.readTree(entry.payload()));
      case Downloads.TOPIC -> downloaded(tx, account, MAPPER.readTree(entry.payload()));
      default -> {}
    }
  }

  private void uploaded(Tx tx, AccountId account, JsonNode payload) {
    for (Journal.Row row : journal.after(tx.sql(), account, payload.path("seq").asLong() - 1, 1)) {
      boolean arrived =
          row.operation() == Journal.Operation.ADD
              || row.operation() == Journal.Operation.ADD_VERSION;
      if (row.kind() != Item.Kind.FILE || !arrived) {
        continue;
      }
      Optional<Batch> batch = uploads.batchOf(tx.sql(), row.item()).filter(Batch::notifying);
      batch.ifPresent(it ->
          tell(tx, account, Line.Kind.UPLOAD, row.parent(), row.item(), row.actor(), it.last()));
    }
  }

  private void downloaded(Tx tx, AccountId account, JsonNode payload) {
    UserId user = new UserId(payload.path("user").asString());
    for (JsonNode id : payload.path("items")) {
      items
          .find(tx.sql(), new ItemId(id.asString()))
          .ifPresent(item -> {
            // A folder is downloaded as a whole, so that itself is where it happens.
            ItemId folder = item.isFolder() ? item.id() : item.parent().orElse(item.id());
            tell(tx, account, Line.Kind.DOWNLOAD, folder, item.id(), user, false);
          });
    }
  }

  private void tell(
      Tx tx,
      AccountId account,
      Line.Kind kind,
      ItemId folder,
      ItemId item,
      UserId actor,
      boolean closes) {
    Optional<Lineage> lineage = items.lineage(tx.sql(), folder);
    Set<UserId> told = lineage.map(it -> watchers.of(tx.sql(), it, kind)).orElse(Set.of());
    if (told.isEmpty()) {
      return;
    }
    AccountSettings settings = accounts.settings(tx.sql(), account);
    boolean self =
        settings.flag(
            kind == Line.Kind.UPLOAD
                ? AccountSetting.ENABLE_SELF_NOTIFICATIONS_UPLOAD
                : AccountSetting.ENABLE_SELF_NOTIFICATIONS_DOWNLOAD);
    for (UserId each : List.copyOf(told)) {
      if (self || !each.equals(actor)) {
        FolderMail.Order order = new FolderMail.Order(each.value(), folder.value());
        digests.add(
            tx,
            FolderMail.QUEUE,
            order.digest(),
            order.payload(),
            kind,
            item,
            Optional.of(actor),
            closes);
      }
    }
  }
}
