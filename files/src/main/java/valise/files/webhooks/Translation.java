package valise.files.webhooks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.accounts.OnAccountChange;
import valise.files.downloads.Departure;
import valise.files.downloads.Downloads;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.users.Users;
import valise.platform.db.Tx;
import valise.platform.jobs.Jobs;
import valise.platform.outbox.Entry;

/// Turns what the outbox tells into deliveries, exactly once.
@Component
final class Translation {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// What happened, in the vendor's terms.
  ///
  /// @param item what it happened to, when that is a file or folder; `parent` where it lay
  private record Happening(
      EventType type, String resource, Optional<ItemId> item, Optional<ItemId> parent) {}

  private final Items items;
  private final Journal journal;
  private final Accounts accounts;
  private final Jobs jobs;
  private final Payload payload;
  private final WebhookStore store = new WebhookStore();

  Translation(Items items, Journal journal, Accounts accounts, Jobs jobs, Payload payload) {
    this.items = items;
    this.journal = journal;
    this.accounts = accounts;
    this.jobs = jobs;
    this.payload = payload;
  }

  void translate(Tx tx, Entry entry) {
    AccountId account = new AccountId(entry.accountId());
    if (!store.anyIn(tx.sql(), account)) {
      return;
    }
    int part = 0;
    for (Happening happening : happenings(tx.sql(), account, entry)) {
      Lineage lineage = lineage(tx.sql(), account, happening);
      Account known = accounts.find(tx.sql(), account).orElseThrow();
      for (Subscription each : store.wanting(tx.sql(), account, happening.type(), lineage.ids())) {
        String body =
            payload.of(
                each.id(),
                known,
                happening.type(),
                happening.resource(),
                happening.parent(),
                entry.at());
        store.insert(tx, delivery(each, entry, part, happening, body));
        jobs.enqueue(tx, DeliverEvents.QUEUE, each.id().value(), "", Instant.EPOCH);
      }
      part++;
    }
  }

  private static Delivery delivery(
      Subscription subscription, Entry entry, int part, Happening happening, String body) {
    return new Delivery(
        subscription.id(),
        entry.seq(),
        part,
        part == 0 ? entry.id() : entry.id() + "-" + part,
        happening.item(),
        happening.parent(),
        body,
        entry.at());
  }

  /// Where it happened, as the tree is now: a subscription tells of what lies below its folder.
  private Lineage lineage(DSLContext sql, AccountId account, Happening happening) {
    return happening
        .item()
        .flatMap(item -> items.lineage(sql, item))
        // What is purged already lay in its parent.
        .or(() -> happening.parent().flatMap(parent -> items.lineage(sql, parent)))
        .orElseGet(() -> new Lineage(List.of(ItemId.rootOf(account))));
  }

  private List<Happening> happenings(DSLContext sql, AccountId account, Entry entry) {
    return switch (entry.topic()) {
      case Journal.TOPIC -> ofTree(sql, account, entry);
      case Downloads.TOPIC -> ofDownload(sql, entry);
      case Users.TOPIC -> ofUser(entry);
      case OnAccountChange.TOPIC ->
          List.of(
              new Happening(
                  EventType.ACCOUNT_UPDATE, account.value(), Optional.empty(), Optional.empty()));
      default -> List.of();
    };
  }

  private List<Happening> ofTree(DSLContext sql, AccountId account, Entry entry) {
    long seq = MAPPER.readTree(entry.payload()).path("seq").asLong();
    return journal.after(sql, account, seq - 1, 1).stream()
        .flatMap(row ->
            type(row).stream()
                .map(type ->
                    new Happening(
                        type,
                        row.item().value(),
                        Optional.of(row.item()),
                        Optional.of(row.parent()))))
        .toList();
  }

  /// A new version is a new item with bytes of its own, so it counts as uploaded. What is purged
  /// was deleted before.
  private static Optional<EventType> type(Journal.Row row) {
    return switch (row.kind()) {
      case FILE ->
          switch (row.operation()) {
            case ADD, ADD_VERSION, COPY -> Optional.of(EventType.FILE_UPLOAD);
            case RENAME, MOVE, EDIT, RESTORE -> Optional.of(EventType.FILE_UPDATE);
            case DELETE, DELETE_VERSION -> Optional.of(EventType.FILE_DELETE);
            case PURGE -> Optional.empty();
          };
      case FOLDER ->
          row.operation() == Journal.Operation.DELETE
              ? Optional.of(EventType.FOLDER_DELETE)
              : Optional.empty();
      case NOTE, LINK -> Optional.empty();
    };
  }

  /// Of each file the link was made for; a folder has no such event.
  private List<Happening> ofDownload(DSLContext sql, Entry entry) {
    List<Happening> happenings = new ArrayList<>();
    for (ItemId id : Departure.read(entry.payload()).items()) {
      items
          .find(sql, id)
          .filter(Item::isFile)
          .ifPresent(file ->
              happenings.add(
                  new Happening(
                      EventType.FILE_DOWNLOAD,
                      file.id().value(),
                      Optional.of(file.id()),
                      file.parent())));
    }
    return happenings;
  }

  private static List<Happening> ofUser(Entry entry) {
    JsonNode told = MAPPER.readTree(entry.payload());
    return EventType.of("User", told.path("change").asString()).stream()
        .map(type ->
            new Happening(type, told.path("user").asString(), Optional.empty(), Optional.empty()))
        .toList();
  }
}
