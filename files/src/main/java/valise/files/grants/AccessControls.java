package valise.files.grants;

import static valise.files.grants.Subjects.Subject;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.accounts.Accounts;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Items;
import valise.files.items.Journal;
import valise.files.items.Located;
import valise.files.items.Tree;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// The lists of folders, as callers read and change them.
///
/// A folder shows the list that counts for it, its own or the one it inherits; each line carries
/// the asked folder's id either way, so that changing what is shown changes that folder alone.
/// Whoever manages the folder sees the whole list, others just the lines that name them or their
/// groups. The account's root is managed by super users and administrators.
@Component
final class AccessControls {

  /// The outbox topic of changes. The payload names `folder`, `principal`, `actor`, what was done
  /// (`SET` or `REMOVE`) and whether lists below were changed too (`recursive`).
  static final String TOPIC = "files.access";

  /// One call changes at most so many lines.
  static final int MOST_LINES = 5_000;

  /// And looks at most at so many folders below.
  static final int MOST_FOLDERS = 50_000;

  private static final int BATCH = 300;

  private final Database database;
  private final Items items;
  private final Tree tree;
  private final Access access;
  private final Accounts accounts;
  private final Subjects subjects;
  private final GrantMail mail;
  private final Journal.Announcer announcer;

  AccessControls(
      Database database,
      Items items,
      Tree tree,
      Access access,
      Accounts accounts,
      Subjects subjects,
      GrantMail mail,
      Journal.Announcer announcer) {
    this.database = database;
    this.items = items;
    this.tree = tree;
    this.access = access;
    this.accounts = accounts;
    this.subjects = subjects;
    this.mail = mail;
    this.announcer = announcer;
  }

  // --- reading -----------------------------------------------------------------------------------

  /// The list that counts for a folder. Other items and virtual folders have none.
  List<Entry> list(Principal caller, String reference) {
    return database.read(sql -> {
      Located item = items.locate(sql, caller, reference, Items.Deleted.HIDDEN);
      if (!item.item().isFolder() || item.item().id().isVirtual()) {
        return List.of();
      }
      return readable(caller, item, effective(sql, item));
    });
  }

  /// One line of it.
  Entry find(Principal caller, String item, PrincipalId principal) {
    return list(caller, item).stream()
        .filter(line -> line.principal().equals(principal))
        .findFirst()
        .orElseThrow(() -> unknownLine(principal));
  }

  /// The lines that stand on these very folders; one query.
  Map<ItemId, List<Entry>> attached(Principal caller, List<Located> located) {
    Map<ItemId, Located> folders = new HashMap<>();
    located.stream()
        .filter(each -> each.item().isFolder() && !each.item().id().isVirtual())
        .forEach(each -> folders.put(each.item().id(), each));
    if (folders.isEmpty()) {
      return Map.of();
    }
    Map<ItemId, List<Entry>> lines = new HashMap<>();
    database
        .read(sql -> access.ownLists(sql, folders.keySet()))
        .forEach(line -> lines.computeIfAbsent(line.folder(), id -> new ArrayList<>()).add(line));
    lines.replaceAll(
        (id, list) -> readable(caller, java.util.Objects.requireNonNull(folders.get(id)), list));
    return lines;
  }

  private List<Entry> effective(DSLContext sql, Located folder) {
    return access.effectiveList(sql, folder.lineage()).stream()
        .map(line -> at(folder.item().id(), line))
        .toList();
  }

  private static Entry at(ItemId folder, Entry line) {
    return new Entry(
        folder,
        line.principal(),
        line.rights(),
        line.notifyUpload(),
        line.notifyDownload(),
        line.owner());
  }

  private static List<Entry> readable(Principal caller, Located folder, List<Entry> lines) {
    if (manages(caller, folder)) {
      return lines;
    }
    Set<PrincipalId> names = new HashSet<>(caller.names());
    return lines.stream().filter(line -> names.contains(line.principal())).toList();
  }

  private static boolean manages(Principal caller, Located folder) {
    return folder.item().place() == Item.Place.ROOT
        ? caller.superUser() || caller.isAdmin()
        : folder.rights().has(Right.MANAGE);
  }

  // --- one line ----------------------------------------------------------------------------------

  /// Sets one line of a folder's list, a new one too; an address that nobody has becomes a client.
  Entry set(Principal caller, String folder, Wish wish) {
    return change(caller, tx -> set(tx, caller, manageable(tx, caller, folder), wish, false));
  }

  /// The same for a line that is there already.
  ///
  /// @throws Refusal when it is not
  Entry update(Principal caller, String folder, Wish wish) {
    return change(caller, tx -> set(tx, caller, manageable(tx, caller, folder), wish, true));
  }

  /// All that can refuse comes before the first write, so that of several lines the good ones can
  /// be kept.
  private Entry set(Tx tx, Principal caller, Located folder, Wish wish, boolean mustExist) {
    Map<PrincipalId, Entry> lines = byPrincipal(effective(tx.sql(), folder));
    Subject subject = subject(tx.sql(), caller, wish.who(), lines);
    Optional<Entry> before =
        subject instanceof Subject.Known(PrincipalId id)
            ? Optional.ofNullable(lines.get(id))
            : Optional.empty();
    if (mustExist && before.isEmpty()) {
      throw Refusal.noSuchThing("The line of this user or group");
    }
    String message = GrantMail.message(wish.message());
    List<Lineage> below =
        wish.recursive() ? listsBelow(tx.sql(), caller, folder.lineage()) : List.of();
    before.ifPresent(line ->
        requireOwnerKept(folder, line, wish.flags().on(line.folder(), line.principal(), before)));

    PrincipalId principal = subjects.settle(tx, caller, subject, wish.tell(), message);
    Entry after = wish.flags().on(folder.item().id(), principal, before);
    access.put(tx, folder.lineage(), after);
    Map<ItemId, Entry> there = linesOf(tx.sql(), below, principal);
    for (Lineage each : below) {
      Optional<Entry> line = Optional.ofNullable(there.get(each.item()));
      if (line.filter(it -> isHomeOwner(tx.sql(), caller, it)).isEmpty()) {
        access.put(tx, each, copy(after, each.item(), line));
      }
    }
    announce(tx, caller, folder.item().id(), principal, "SET", wish.recursive());
    if (wish.tell()) {
      mail.announce(tx, caller, folder.item().id(), principal, message);
    }
    return after;
  }

  private static Entry copy(Entry line, ItemId folder, Optional<Entry> before) {
    return new Entry(
        folder,
        line.principal(),
        line.rights(),
        line.notifyUpload(),
        line.notifyDownload(),
        before.filter(Entry::owner).isPresent());
  }

  /// Whoever stands in the list can be named by whoever manages it, even a group they could not use
  /// elsewhere, or a user who has left.
  private Subject subject(
      DSLContext sql, Principal caller, Wish.Someone who, Map<PrincipalId, Entry> lines) {
    return who.id()
        .flatMap(PrincipalId::parse)
        .filter(lines::containsKey)
        .<Subject>map(Subject.Known::new)
        .orElseGet(() -> subjects.find(sql, caller, who));
  }

  private static Map<PrincipalId, Entry> byPrincipal(List<Entry> list) {
    Map<PrincipalId, Entry> lines = new LinkedHashMap<>();
    list.forEach(line -> lines.put(line.principal(), line));
    return lines;
  }

  /// Takes one line out of a folder's list.
  ///
  /// @throws Refusal when it is not there
  void remove(Principal caller, String folder, PrincipalId principal) {
    change(
        caller,
        tx -> {
          if (!remove(tx, caller, manageable(tx, caller, folder), principal)) {
            throw unknownLine(principal);
          }
          return true;
        });
  }

  private boolean remove(Tx tx, Principal caller, Located folder, PrincipalId principal) {
    Optional<Entry> line =
        Optional.ofNullable(byPrincipal(effective(tx.sql(), folder)).get(principal));
    if (line.isEmpty()) {
      return false;
    }
    requireOwnerKept(folder, line.get(), copy(line.get(), Rights.NONE));
    access.remove(tx, folder.lineage(), principal);
    announce(tx, caller, folder.item().id(), principal, "REMOVE", false);
    return true;
  }

  private static Entry copy(Entry line, Rights rights) {
    return new Entry(
        line.folder(),
        line.principal(),
        rights,
        line.notifyUpload(),
        line.notifyDownload(),
        line.owner());
  }

  /// A home folder and a file box stay their user's.
  private static void requireOwnerKept(Located folder, Entry before, Entry after) {
    boolean home =
        folder.item().place() == Item.Place.HOME || folder.item().place() == Item.Place.FILE_BOX;
    if (home && before.owner() && !after.rights().equals(before.rights())) {
      throw Refusal.conflict(
          "OWNER_STAYS", "'" + folder.item().name() + "' cannot be taken from its user.");
    }
  }

  private boolean isHomeOwner(DSLContext sql, Principal caller, Entry line) {
    return line.owner()
        && items.locate(sql, caller, List.of(line.folder()), Items.Deleted.SHOWN).stream()
            .anyMatch(folder ->
                folder.item().place() == Item.Place.HOME
                    || folder.item().place() == Item.Place.FILE_BOX);
  }

  // --- several -----------------------------------------------------------------------------------

  /// A line to set on some folder.
  record Placed(String folder, Wish wish) {}

  /// What came of one of several.
  sealed interface Outcome {
    record Done(Entry line) implements Outcome {}

    record Refused(Placed wanted, Refusal why) implements Outcome {}
  }

  /// Sets several lines. Those that are refused are told; the rest is done.
  List<Outcome> setAll(Principal caller, List<Placed> wanted) {
    return change(
        caller,
        tx -> {
          List<Outcome> outcomes = new ArrayList<>();
          for (Placed each : wanted) {
            Outcome outcome;
            try {
              Located folder = manageable(tx, caller, each.folder());
              outcome = new Outcome.Done(set(tx, caller, folder, each.wish(), false));
            } catch (Refusal refusal) {
              outcome = new Outcome.Refused(each, refusal);
            }
            outcomes.add(outcome);
          }
          return outcomes;
        });
  }

  /// Takes lines out of one folder's list, all or none; those that are not there are passed over.
  void removeAll(Principal caller, String folder, Collection<PrincipalId> principals) {
    change(
        caller,
        tx -> {
          Located located = manageable(tx, caller, folder);
          principals.forEach(principal -> remove(tx, caller, located, principal));
          return true;
        });
  }

  /// Takes one principal's line out of several lists, all or none; where there is none, nothing
  /// happens.
  void removeFromAll(Principal caller, PrincipalId principal, Collection<ItemId> folders) {
    change(
        caller,
        tx -> {
          folders.forEach(
              folder -> remove(tx, caller, manageable(tx, caller, folder.value()), principal));
          return true;
        });
  }

  /// Gives others what one principal has on a folder and in every list below.
  ///
  /// @throws Refusal when the principal stands in none of these lists
  List<Outcome> cloneLines(
      Principal caller,
      String folder,
      PrincipalId source,
      List<String> others,
      boolean notify,
      String message) {
    String checked = GrantMail.message(message);
    return change(
        caller,
        tx -> {
          Located top = manageable(tx, caller, folder);
          List<Lineage> lists = new ArrayList<>();
          List<Entry> lines = new ArrayList<>();
          Optional.ofNullable(byPrincipal(effective(tx.sql(), top)).get(source))
              .ifPresent(line -> {
                lists.add(top.lineage());
                lines.add(line);
              });
          List<Lineage> below = listsBelow(tx.sql(), caller, top.lineage());
          Map<ItemId, Entry> sources = linesOf(tx.sql(), below, source);
          for (Lineage each : below) {
            Entry line = sources.get(each.item());
            if (line != null) {
              lists.add(each);
              lines.add(line);
            }
          }
          if (lines.isEmpty()) {
            throw unknownLine(source);
          }
          if ((long) lines.size() * others.size() > MOST_LINES) {
            throw tooMany();
          }
          List<Outcome> outcomes = new ArrayList<>();
          for (String other : others) {
            Wish.Someone who = Wish.Someone.withId(other);
            try {
              Map<PrincipalId, Entry> there = byPrincipal(effective(tx.sql(), top));
              Subject subject = subject(tx.sql(), caller, who, there);
              PrincipalId principal = subjects.settle(tx, caller, subject, notify, checked);
              cloneTo(tx, caller, lists, lines, principal)
                  .forEach(line -> outcomes.add(new Outcome.Done(line)));
              announce(tx, caller, top.item().id(), principal, "SET", true);
              if (notify) {
                mail.announce(tx, caller, top.item().id(), principal, checked);
              }
            } catch (Refusal refusal) {
              Wish wish = new Wish(who, NOTHING, false, false, "");
              outcomes.add(new Outcome.Refused(new Placed(top.item().id().value(), wish), refusal));
            }
          }
          return outcomes;
        });
  }

  private static final Wish.Flags NOTHING =
      new Wish.Flags(
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent(),
          valise.platform.json.Field.absent());

  private List<Entry> cloneTo(
      Tx tx, Principal caller, List<Lineage> lists, List<Entry> lines, PrincipalId principal) {
    Map<ItemId, Entry> there = linesOf(tx.sql(), lists, principal);
    List<Entry> set = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      Optional<Entry> before = Optional.ofNullable(there.get(lists.get(i).item()));
      if (before.filter(line -> isHomeOwner(tx.sql(), caller, line)).isEmpty()) {
        Entry line = lines.get(i);
        Entry copy =
            new Entry(
                lists.get(i).item(),
                principal,
                line.rights(),
                line.notifyUpload(),
                line.notifyDownload(),
                before.filter(Entry::owner).isPresent());
        access.put(tx, lists.get(i), copy);
        set.add(copy);
      }
    }
    return set;
  }

  // --- people ------------------------------------------------------------------------------------

  /// Makes a client on behalf of a folder that the caller manages; being made gives no access yet.
  User addUser(
      Principal caller, String folder, NewUser wanted, boolean ifNecessary, boolean notify) {
    return change(
        caller,
        tx -> {
          manageable(tx, caller, folder);
          return subjects.makeIfNeeded(tx, caller, wanted, ifNecessary, notify);
        });
  }

  /// Tells users by mail of a folder they have access to.
  ///
  /// @throws Refusal when one of them has none
  void notifyUsers(Principal caller, String folder, List<UserId> people, String message) {
    String checked = GrantMail.message(message);
    change(
        caller,
        tx -> {
          Located located = manageable(tx, caller, folder);
          mail.requireAccess(tx.sql(), located, people);
          people.forEach(user ->
              mail.announce(tx, caller, located.item().id(), PrincipalId.of(user), checked));
          return true;
        });
  }

  /// The page that [#notifyUsers] would send to the first of them.
  String preview(Principal caller, String folder, List<UserId> people, String message) {
    String checked = GrantMail.message(message);
    return database.read(sql -> {
      Located located = manageable(sql, caller, folder);
      mail.requireAccess(sql, located, people);
      return mail.preview(sql, caller, located, people.getFirst(), checked);
    });
  }

  // --- shared parts ------------------------------------------------------------------------------

  private interface Work<R> {
    R in(Tx tx);
  }

  /// Holds the account before its tree, as everything that may make people does.
  private <R> R change(Principal caller, Work<R> work) {
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      tree.hold(tx, caller.account());
      return work.in(tx);
    });
  }

  private Located manageable(Tx tx, Principal caller, String reference) {
    return manageable(tx.sql(), caller, reference);
  }

  private Located manageable(DSLContext sql, Principal caller, String reference) {
    Located folder = items.locate(sql, caller, reference, Items.Deleted.HIDDEN).requireFolder();
    if (folder.item().id().isVirtual()) {
      throw Refusal.malformed("INVALID_TARGET", "This folder has no access list.");
    }
    if (!manages(caller, folder)) {
      throw Refusal.notAllowed("You do not have the right to manage access here.");
    }
    return folder;
  }

  /// The folders below that have a list of their own and that the caller manages: what they were
  /// kept out of stays closed to them and is not changed.
  private List<Lineage> listsBelow(DSLContext sql, Principal caller, Lineage top) {
    List<Lineage> found = new ArrayList<>();
    List<Lineage> level = List.of(top);
    int seen = 0;
    while (!level.isEmpty()) {
      List<Lineage> next = new ArrayList<>();
      for (int at = 0; at < level.size(); at += BATCH) {
        List<Lineage> batch = level.subList(at, Math.min(level.size(), at + BATCH));
        List<Lineage> children = childrenOf(sql, batch);
        seen += children.size();
        if (seen > MOST_FOLDERS) {
          throw tooMany();
        }
        next.addAll(children);
        for (int from = 0; from < children.size(); from += BATCH) {
          found.addAll(
              managed(
                  sql, caller, children.subList(from, Math.min(children.size(), from + BATCH))));
        }
        if (found.size() > MOST_LINES) {
          throw tooMany();
        }
      }
      level = next;
    }
    return found;
  }

  private List<Lineage> childrenOf(DSLContext sql, List<Lineage> parents) {
    Map<ItemId, Lineage> byId = new HashMap<>();
    parents.forEach(parent -> byId.put(parent.item(), parent));
    List<Lineage> children = new ArrayList<>();
    items
        .foldersBelow(sql, byId.keySet())
        .forEach((parent, ids) -> {
          Lineage above = java.util.Objects.requireNonNull(byId.get(parent));
          ids.forEach(id -> children.add(above.child(id)));
        });
    return children;
  }

  private List<Lineage> managed(DSLContext sql, Principal caller, List<Lineage> folders) {
    Set<ItemId> listed = access.withOwnLists(sql, folders.stream().map(Lineage::item).toList());
    List<Lineage> own = folders.stream().filter(folder -> listed.contains(folder.item())).toList();
    Map<Lineage, Rights> rights = own.isEmpty() ? Map.of() : access.rightsOn(sql, caller, own);
    return own.stream()
        .filter(folder -> rights.getOrDefault(folder, Rights.NONE).has(Right.MANAGE))
        .toList();
  }

  /// One principal's lines in the own lists of some folders.
  private Map<ItemId, Entry> linesOf(DSLContext sql, List<Lineage> folders, PrincipalId principal) {
    Map<ItemId, Entry> lines = new HashMap<>();
    for (int at = 0; at < folders.size(); at += BATCH) {
      List<ItemId> ids =
          folders.subList(at, Math.min(folders.size(), at + BATCH)).stream()
              .map(Lineage::item)
              .toList();
      access.ownLists(sql, ids).stream()
          .filter(line -> line.principal().equals(principal))
          .forEach(line -> lines.put(line.folder(), line));
    }
    return lines;
  }

  private void announce(
      Tx tx,
      Principal caller,
      ItemId folder,
      PrincipalId principal,
      String change,
      boolean recursive) {
    // Ids and names of ours: nothing in them needs to be escaped.
    String payload =
        "{\"folder\":\"%s\",\"principal\":\"%s\",\"actor\":\"%s\",\"change\":\"%s\",\"recursive\":%s}"
            .formatted(folder, principal, caller.user(), change, recursive);
    announcer.announce(tx, caller.account(), TOPIC, payload);
  }

  private static Refusal unknownLine(PrincipalId principal) {
    return Refusal.noSuchThing("The access control of '" + principal + "'");
  }

  private static Refusal tooMany() {
    return Refusal.tooLarge(
        "TOO_MANY_LISTS",
        "There is too much below this folder to change in one call (at most "
            + MOST_LINES
            + " lines in "
            + MOST_FOLDERS
            + " folders); change its subfolders one by one.");
  }
}
