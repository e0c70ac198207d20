package valise.files.notices;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.access.Right;
import valise.files.accounts.Accounts;
import valise.files.groups.Principals;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.users.User;
import valise.files.users.UserMailSettings;
import valise.files.users.Users;
import valise.platform.db.Database;
import valise.platform.jobs.Job;
import valise.platform.mail.Composition;
import valise.platform.mail.Letter;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;

/// Composes the mails that tell of folders: one for each person and folder, of all that happened
/// over the interval that the person prefers, or until it was quiet. Tells only what they may see,
/// and still want to know, when it is written.
@Component
final class FolderMail {

  static final String QUEUE = "notices.folders";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /// Whom to tell of which folder.
  ///
  /// @param batch what is told apart from all else; empty for what is told together
  record Order(String user, String folder, String batch) {

    Digest digest() {
      return new Digest(QUEUE, Digest.key(user, folder, batch), MAPPER.writeValueAsString(this));
    }
  }

  private final Database database;
  private final Accounts accounts;
  private final Users users;
  private final Items items;
  private final Principals principals;
  private final Watchers watchers;
  private final Readers readers;
  private final Rhythm rhythm;
  private final Digests digests;
  private final NoticeSettings notices;
  private final UserMailSettings settings;

  FolderMail(
      Database database,
      Accounts accounts,
      Users users,
      Items items,
      Principals principals,
      Watchers watchers,
      Readers readers,
      Rhythm rhythm,
      Digests digests,
      NoticeSettings notices,
      UserMailSettings settings,
      Outgoing outgoing) {
    this.database = database;
    this.accounts = accounts;
    this.users = users;
    this.items = items;
    this.principals = principals;
    this.watchers = watchers;
    this.readers = readers;
    this.rhythm = rhythm;
    this.digests = digests;
    this.notices = notices;
    this.settings = settings;
    outgoing.composed(QUEUE, this::compose);
  }

  private Composition compose(Job job) {
    Order order = MAPPER.readValue(job.payload(), Order.class);
    UserId user = new UserId(order.user());
    Duration interval = database.read(sql -> rhythm.of(sql, user));
    return digests.compose(
        job,
        pace(order, interval),
        lines -> database.read(sql -> message(sql, user, new ItemId(order.folder()), lines)));
  }

  private Pace pace(Order order, Duration interval) {
    if (interval.isPositive()) {
      return Pace.every(interval);
    }
    return order.batch().isEmpty() ? notices.loose() : notices.batched();
  }

  private Optional<Message> message(
      DSLContext sql, UserId user, ItemId folderId, List<Line> lines) {
    Optional<Principal> principal = principals.of(sql, user);
    Optional<Readers.Reader> reader = readers.of(sql, user);
    Optional<Located> folder =
        principal.flatMap(it -> seen(sql, it, List.of(folderId)).stream().findFirst());
    if (reader.isEmpty() || folder.isEmpty()) {
      return Optional.empty();
    }
    Set<Line.Kind> kinds = wantedKinds(sql, user, folder.get());
    List<Line> wanted = lines.stream().filter(line -> kinds.contains(line.kind())).toList();
    List<FolderLetters.Doing> doings = doings(sql, principal.get(), folderId, wanted);
    if (doings.isEmpty()) {
      return Optional.empty();
    }
    Letter letter =
        FolderLetters.news(
            accounts.find(sql, principal.get().account()).orElseThrow().companyName(),
            folder.get().item().name(),
            doings,
            settings.publicUrl());
    return Optional.of(letter.to(settings.from(), reader.get().address()));
  }

  private Set<Line.Kind> wantedKinds(DSLContext sql, UserId user, Located folder) {
    Set<Line.Kind> kinds = new LinkedHashSet<>();
    for (Line.Kind kind : Line.Kind.values()) {
      if (watchers.of(sql, folder.lineage(), kind).contains(user)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private List<Located> seen(DSLContext sql, Principal principal, List<ItemId> ids) {
    return items.locate(sql, principal, ids, Items.Deleted.HIDDEN).stream()
        .filter(found -> found.rights().has(Right.VIEW))
        .toList();
  }

  /// What each person did, in the order in which they began; each thing once.
  private List<FolderLetters.Doing> doings(
      DSLContext sql, Principal principal, ItemId folder, List<Line> lines) {
    record Who(Line.Kind kind, Optional<UserId> actor) {}
    Map<ItemId, Item> seen =
        seen(sql, principal, lines.stream().map(Line::item).distinct().toList()).stream()
            .collect(Collectors.toMap(found -> found.item().id(), Located::item));
    Map<Who, Map<ItemId, Letter.Thing>> grouped = new LinkedHashMap<>();
    for (Line line : lines) {
      Optional.ofNullable(seen.get(line.item()))
          .ifPresent(item ->
              grouped
                  .computeIfAbsent(new Who(line.kind(), line.actor()), who -> new LinkedHashMap<>())
                  .put(item.id(), item.id().equals(folder) ? Things.EVERYTHING : Things.of(item)));
    }
    List<FolderLetters.Doing> doings = new ArrayList<>();
    grouped.forEach((who, things) ->
        doings.add(
            new FolderLetters.Doing(
                who.actor()
                    .map(id -> users.find(sql, id).map(User::fullName).orElse("Somebody"))
                    .orElse("A guest"),
                who.kind() == Line.Kind.UPLOAD,
                List.copyOf(things.values()))));
    return doings;
  }
}
