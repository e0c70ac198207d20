package valise.files.groups;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.accounts.Accounts;
import valise.files.accounts.Text;
import valise.files.ids.AccountId;
import valise.files.ids.EmailAddress;
import valise.files.ids.GroupId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.users.Contact;
import valise.files.users.NewUser;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// The groups of all accounts. Methods that take a [DSLContext] or a [Tx] take part in the caller's
/// transaction; the others open their own.
///
/// A shared group is seen and used by every employee and managed by who has
/// `AdminSharedDistGroups`; another only by its owner, its members and administrators. The Super
/// User Group is changed by who has `AdminSuperGroup` alone, for who changes it becomes whatever
/// they like.
@Component
public final class Groups {

  static final int MAX_NAME = 100;
  private static final int MAX_AT_ONCE = 1_000;

  private final Database database;
  private final InstantSource clock;
  private final Accounts accounts;
  private final Users users;
  private final Access access;
  private final SuperUserGroup superUserGroup;
  private final GroupStore store = new GroupStore();

  Groups(
      Database database,
      InstantSource clock,
      Accounts accounts,
      Users users,
      Access access,
      SuperUserGroup superUserGroup) {
    this.database = database;
    this.clock = clock;
    this.accounts = accounts;
    this.users = users;
    this.access = access;
    this.superUserGroup = superUserGroup;
  }

  // --- for other features ------------------------------------------------------------------------

  /// The groups a user belongs to.
  public Set<GroupId> of(DSLContext sql, UserId user) {
    return store.membershipOf(sql, user).groups();
  }

  /// Whether a user belongs to the Super User Group of their account.
  public boolean isSuperUser(DSLContext sql, UserId user) {
    return store.isSuperUser(sql, user);
  }

  public Optional<Group> superUsers(DSLContext sql, AccountId account) {
    return store.superUsers(sql, account);
  }

  public Optional<Group> find(DSLContext sql, AccountId account, GroupId id) {
    return store.find(sql, account, id);
  }

  /// Whether the caller may name the group: in a folder's list, as a recipient.
  public boolean canUse(DSLContext sql, Principal caller, GroupId id) {
    return find(sql, caller.account(), id).filter(group -> sees(caller, group)).isPresent();
  }

  /// Who belongs to each of these; for notices.
  public Map<GroupId, Set<UserId>> members(DSLContext sql, Collection<GroupId> groups) {
    return store.members(sql, groups);
  }

  GroupStore.Membership membershipOf(DSLContext sql, UserId user) {
    return store.membershipOf(sql, user);
  }

  /// Makes the Super User Group of a new account, with its first member.
  Group createSuperUsers(Tx tx, AccountId account, UserId first) {
    Group group =
        new Group(GroupId.mint(), account, "Super User Group", true, first, true, now(), 1);
    store.insert(tx, group);
    store.add(tx, group.id(), first, now());
    return group;
  }

  // --- as a caller sees them ---------------------------------------------------------------------

  private static boolean sees(Principal caller, Group group) {
    return caller.isAdmin()
        || group.owner().equals(caller.user())
        || caller.groups().contains(group.id())
        || (group.shared() && caller.isEmployee());
  }

  private static boolean manages(Principal caller, Group group) {
    if (group.superUser()) {
      return caller.isAdmin() || caller.has(Role.ADMIN_SUPER_GROUP);
    }
    return caller.isAdmin()
        || (group.owner().equals(caller.user()) && caller.isEmployee())
        || (group.shared() && caller.has(Role.ADMIN_SHARED_DIST_GROUPS));
  }

  private static boolean shares(Principal caller) {
    return caller.isAdmin()
        || caller.has(Role.ADMIN_SHARED_DIST_GROUPS)
        || caller.has(Role.ADMIN_CREATE_SHARED_GROUPS);
  }

  /// Those the caller can use; a client uses none.
  List<Group> visible(Principal caller) {
    if (!caller.isEmployee()) {
      return List.of();
    }
    return database.read(sql ->
        store.list(sql, caller.account()).stream()
            .filter(
                group -> caller.isAdmin() || group.shared() || group.owner().equals(caller.user()))
            .toList());
  }

  Group visible(Principal caller, String id) {
    return database.read(sql -> visible(sql, caller, id));
  }

  private Group visible(DSLContext sql, Principal caller, String id) {
    return GroupId.parse(id)
        .flatMap(it -> store.find(sql, caller.account(), it))
        .filter(group -> sees(caller, group))
        .orElseThrow(() -> Refusal.noSuchThing("The group"));
  }

  /// Groups by id as they may be named to anybody in the account: a folder's list names them.
  Map<String, Group> named(Principal caller, Set<String> ids) {
    List<GroupId> wanted = ids.stream().flatMap(id -> GroupId.parse(id).stream()).toList();
    if (wanted.isEmpty()) {
      return Map.of();
    }
    return database.read(sql ->
        store.load(sql, caller.account(), wanted).stream()
            .filter(group -> caller.isEmployee() || sees(caller, group))
            .collect(Collectors.toMap(group -> group.id().value(), group -> group)));
  }

  List<User> members(Principal caller, String id) {
    return database.read(sql -> members(sql, visible(sql, caller, id)));
  }

  private List<User> members(DSLContext sql, Group group) {
    return sorted(
        users
            .load(
                sql,
                group.account(),
                store.members(sql, List.of(group.id())).getOrDefault(group.id(), Set.of()))
            .values());
  }

  private static List<User> sorted(Collection<User> people) {
    return people.stream()
        .sorted(
            java.util.Comparator.comparing(User::fullName, String.CASE_INSENSITIVE_ORDER)
                .thenComparing(user -> user.id().value()))
        .toList();
  }

  /// The members of several groups that the caller can see.
  Map<Group, List<User>> members(Principal caller, Collection<Group> groups) {
    return database.read(sql -> {
      List<Group> seen = groups.stream().filter(group -> sees(caller, group)).toList();
      Map<GroupId, Set<UserId>> ids = store.members(sql, seen.stream().map(Group::id).toList());
      Set<UserId> all = new HashSet<>();
      ids.values().forEach(all::addAll);
      Map<UserId, User> people = users.load(sql, caller.account(), all);
      Map<Group, List<User>> members = new java.util.IdentityHashMap<>();
      for (Group group : seen) {
        members.put(
            group,
            sorted(
                ids.getOrDefault(group.id(), Set.of()).stream()
                    .filter(people::containsKey)
                    .map(people::get)
                    .toList()));
      }
      return members;
    });
  }

  /// The groups that users belong to, as far as the caller may know.
  Map<UserId, List<Group>> groupsOf(Principal caller, Set<UserId> people) {
    return database.read(sql -> {
      Map<UserId, List<Group>> found = new HashMap<>();
      store
          .groupsOf(sql, caller.account(), people)
          .forEach((user, groups) ->
              found.put(user, groups.stream().filter(group -> sees(caller, group)).toList()));
      return found;
    });
  }

  // --- changing ----------------------------------------------------------------------------------

  /// Who is to be put in or taken out: an id, else an address.
  record MemberRef(Optional<String> id, Optional<String> email, String first, String last) {}

  Group create(Principal caller, String name, boolean shared, List<MemberRef> members) {
    if (!caller.isEmployee()) {
      throw Refusal.notAllowed("Only employees can make groups.");
    }
    if (shared) {
      requireShares(caller);
    }
    String checked = Text.requiredLine("Name", name, MAX_NAME);
    return database.write(tx -> {
      accounts.lock(tx, caller.account());
      Group group =
          new Group(
              GroupId.mint(), caller.account(), checked, shared, caller.user(), false, now(), 0);
      store.insert(tx, group);
      add(tx, caller, group, members);
      return store.find(tx.sql(), caller.account(), group.id()).orElseThrow();
    });
  }

  private static void requireShares(Principal caller) {
    if (!shares(caller)) {
      throw Refusal.notAllowed("Shared groups take the role AdminCreateSharedGroups.");
    }
  }

  Group change(Principal caller, String id, Optional<String> name, Optional<Boolean> shared) {
    return database.write(tx -> {
      Group group = manageable(tx, caller, id);
      boolean nowShared = shared.orElse(group.shared());
      if (group.superUser() && !nowShared) {
        throw Refusal.conflict("SUPER_USER_GROUP", "The Super User Group is always shared.");
      }
      if (nowShared && !group.shared()) {
        requireShares(caller);
      }
      String newName = name.map(it -> Text.requiredLine("Name", it, MAX_NAME)).orElse(group.name());
      store.update(tx, group.changed(newName, nowShared));
      return store.find(tx.sql(), caller.account(), group.id()).orElseThrow();
    });
  }

  void delete(Principal caller, String id) {
    database.write(tx -> {
      Group group = manageable(tx, caller, id);
      if (group.superUser()) {
        throw Refusal.conflict("SUPER_USER_GROUP", "The Super User Group cannot be deleted.");
      }
      GroupFarewell.end(tx, access, store, group.id());
      return true;
    });
  }

  private Group manageable(Tx tx, Principal caller, String id) {
    accounts.lock(tx, caller.account());
    Group group = visible(tx.sql(), caller, id);
    if (!manages(caller, group)) {
      throw Refusal.notAllowed(
          group.superUser()
              ? "Changing the Super User Group takes the role AdminSuperGroup."
              : "Only its owner or an administrator can change this group.");
    }
    return group;
  }

  /// Puts people in; an address that nobody has makes a client [docs].
  List<User> addMembers(Principal caller, String id, List<MemberRef> members) {
    return database.write(tx -> {
      Group group = manageable(tx, caller, id);
      add(tx, caller, group, members);
      return members(tx.sql(), group);
    });
  }

  private void add(Tx tx, Principal caller, Group group, List<MemberRef> refs) {
    checkCount(refs);
    for (MemberRef ref : refs) {
      Optional<User> known = known(tx, caller, ref);
      User member = known.orElseGet(() -> newClient(tx, caller, ref));
      if (group.superUser() && !member.employee()) {
        throw Refusal.malformed("BAD_FIELD", "Only employees can be super users.");
      }
      store.add(tx, group.id(), member.id(), now());
    }
  }

  private static void checkCount(List<MemberRef> refs) {
    if (refs.size() > MAX_AT_ONCE) {
      throw Refusal.malformed("BAD_FIELD", "Name at most " + MAX_AT_ONCE + " contacts at once.");
    }
  }

  /// The id is looked up before the address [docs].
  private Optional<User> known(Tx tx, Principal caller, MemberRef ref) {
    Optional<User> byId =
        ref.id().flatMap(UserId::parse).flatMap(id -> users.find(tx.sql(), caller.account(), id));
    return byId.isPresent()
        ? byId
        : ref.email()
            .flatMap(EmailAddress::parse)
            .flatMap(address -> users.find(tx.sql(), caller.account(), address));
  }

  private User newClient(Tx tx, Principal caller, MemberRef ref) {
    if (ref.email().isEmpty()) {
      throw Refusal.noSuchThing("The contact");
    }
    EmailAddress address = Text.email("Email", ref.email().get());
    if (!caller.isAdmin()
        && !caller.has(Role.CAN_MANAGE_USERS)
        && !caller.has(Role.ADMIN_MANAGE_EMPLOYEES)) {
      throw Refusal.notAllowed("Making a client of a new address takes the role CanManageUsers.");
    }
    return users.create(
        tx, caller.account(), NewUser.client(address, ref.first(), ref.last()).by(caller.user()));
  }

  /// Takes people out; those who are not in are passed over [docs].
  List<User> removeMembers(Principal caller, String id, List<MemberRef> refs) {
    checkCount(refs);
    return database.write(tx -> {
      Group group = manageable(tx, caller, id);
      Set<UserId> leaving = new LinkedHashSet<>();
      refs.forEach(ref -> known(tx, caller, ref).map(User::id).ifPresent(leaving::add));
      leaving.forEach(user -> store.remove(tx, group.id(), user));
      if (group.superUser() && !leaving.isEmpty()) {
        superUserGroup.check(tx, caller.account(), users.activeAdmins(tx.sql(), caller.account()));
      }
      return members(tx.sql(), group);
    });
  }

  /// Everybody one can send to: one's own contacts and groups, or the account's.
  List<Contact> addressBook(Principal caller, boolean shared) {
    List<Contact> entries = new ArrayList<>();
    if (!caller.isEmployee()) {
      return entries;
    }
    for (Group group : visible(caller)) {
      if (group.shared() == shared) {
        entries.add(contact(group));
      }
    }
    if (shared) {
      users.employees(caller.account()).forEach(user -> entries.add(Contact.of(user)));
      users.clients(caller.account()).forEach(user -> entries.add(Contact.of(user)));
    } else {
      users.clients(caller.account()).stream()
          .filter(user -> caller.user().equals(user.createdBy()))
          .forEach(user -> entries.add(Contact.of(user)));
    }
    return entries;
  }

  /// For a group that is listed as a contact, `Count` is the number of members [net-sdk].
  private static Contact contact(Group group) {
    return new Contact(
        group.id().value(),
        group.name(),
        "",
        "",
        "",
        "",
        true,
        false,
        group.members(),
        group.createdAt(),
        null);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
