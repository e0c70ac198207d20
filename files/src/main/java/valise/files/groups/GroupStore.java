package valise.files.groups;

import static valise.files.db.generated.Tables.PERSON_GROUP;
import static valise.files.db.generated.Tables.PERSON_GROUP_MEMBER;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.UserId;
import valise.files.users.PeopleChanges;
import valise.platform.db.Tx;

/// The SQL of groups.
final class GroupStore {

  private static final Field<Integer> MEMBERS =
      DSL.field(
          DSL.selectCount()
              .from(PERSON_GROUP_MEMBER)
              .where(PERSON_GROUP_MEMBER.GROUP_ID.eq(PERSON_GROUP.ID)));

  /// What a principal is told about its groups.
  record Membership(Set<GroupId> groups, boolean superUser) {}

  Membership membershipOf(DSLContext sql, UserId user) {
    Set<GroupId> groups = new HashSet<>();
    boolean superUser = false;
    for (var row :
        sql.select(PERSON_GROUP.ID, PERSON_GROUP.SUPER_USER)
            .from(PERSON_GROUP_MEMBER)
            .join(PERSON_GROUP)
            .on(PERSON_GROUP.ID.eq(PERSON_GROUP_MEMBER.GROUP_ID))
            .where(PERSON_GROUP_MEMBER.PERSON_ID.eq(user.value()))
            .fetch()) {
      groups.add(new GroupId(row.value1()));
      superUser |= row.value2();
    }
    return new Membership(groups, superUser);
  }

  boolean isSuperUser(DSLContext sql, UserId user) {
    return sql.fetchExists(
        sql.selectOne()
            .from(PERSON_GROUP_MEMBER)
            .join(PERSON_GROUP)
            .on(PERSON_GROUP.ID.eq(PERSON_GROUP_MEMBER.GROUP_ID))
            .where(
                PERSON_GROUP_MEMBER.PERSON_ID.eq(user.value()),
                DSL.condition(PERSON_GROUP.SUPER_USER)));
  }

  /// The groups of several users, in one round trip.
  Map<UserId, List<Group>> groupsOf(DSLContext sql, AccountId account, Set<UserId> users) {
    Map<UserId, List<GroupId>> ids = new HashMap<>();
    sql.select(PERSON_GROUP_MEMBER.PERSON_ID, PERSON_GROUP_MEMBER.GROUP_ID)
        .from(PERSON_GROUP_MEMBER)
        .where(PERSON_GROUP_MEMBER.PERSON_ID.in(users.stream().map(UserId::value).toList()))
        .forEach(row ->
            ids.computeIfAbsent(new UserId(row.value1()), id -> new ArrayList<>())
                .add(new GroupId(row.value2())));
    Map<GroupId, Group> groups = new HashMap<>();
    Set<GroupId> all = new HashSet<>();
    ids.values().forEach(all::addAll);
    load(sql, account, all).forEach(group -> groups.put(group.id(), group));
    Map<UserId, List<Group>> found = new HashMap<>();
    ids.forEach((user, of) ->
        found.put(user, of.stream().filter(groups::containsKey).map(groups::get).toList()));
    return found;
  }

  /// The members of several groups, in one round trip.
  Map<GroupId, Set<UserId>> members(DSLContext sql, Collection<GroupId> groups) {
    Map<GroupId, Set<UserId>> members = new HashMap<>();
    sql.select(PERSON_GROUP_MEMBER.GROUP_ID, PERSON_GROUP_MEMBER.PERSON_ID)
        .from(PERSON_GROUP_MEMBER)
        .where(PERSON_GROUP_MEMBER.GROUP_ID.in(groups.stream().map(GroupId::value).toList()))
        .forEach(row ->
            members
                .computeIfAbsent(new GroupId(row.value1()), id -> new HashSet<>())
                .add(new UserId(row.value2())));
    return members;
  }

  void update(Tx tx, Group group) {
    PeopleChanges.in(tx);
    tx.sql()
        .update(PERSON_GROUP)
        .set(PERSON_GROUP.NAME, group.name())
        .set(PERSON_GROUP.NAME_CI, folded(group.name()))
        .set(PERSON_GROUP.SHARED, group.shared())
        .set(PERSON_GROUP.OWNER_ID, group.owner().value())
        .where(PERSON_GROUP.ID.eq(group.id().value()))
        .execute();
  }

  void remove(Tx tx, GroupId group, UserId user) {
    PeopleChanges.in(tx);
    tx.sql()
        .deleteFrom(PERSON_GROUP_MEMBER)
        .where(
            PERSON_GROUP_MEMBER.GROUP_ID.eq(group.value()),
            PERSON_GROUP_MEMBER.PERSON_ID.eq(user.value()))
        .execute();
  }

  /// Out of all groups.
  void removeEverywhere(Tx tx, UserId user) {
    PeopleChanges.in(tx);
    tx.sql()
        .deleteFrom(PERSON_GROUP_MEMBER)
        .where(PERSON_GROUP_MEMBER.PERSON_ID.eq(user.value()))
        .execute();
  }

  void delete(Tx tx, GroupId group) {
    PeopleChanges.in(tx);
    tx.sql()
        .deleteFrom(PERSON_GROUP_MEMBER)
        .where(PERSON_GROUP_MEMBER.GROUP_ID.eq(group.value()))
        .execute();
    tx.sql().deleteFrom(PERSON_GROUP).where(PERSON_GROUP.ID.eq(group.value())).execute();
  }

  List<Group> ownedBy(DSLContext sql, UserId owner) {
    return fetch(sql, PERSON_GROUP.OWNER_ID.eq(owner.value()));
  }

  Optional<Group> find(DSLContext sql, AccountId account, GroupId id) {
    return fetch(
            sql, PERSON_GROUP.ID.eq(id.value()).and(PERSON_GROUP.ACCOUNT_ID.eq(account.value())))
        .stream()
        .findFirst();
  }

  Optional<Group> superUsers(DSLContext sql, AccountId account) {
    return fetch(
            sql,
            PERSON_GROUP.ACCOUNT_ID.eq(account.value()).and(DSL.condition(PERSON_GROUP.SUPER_USER)))
        .stream()
        .findFirst();
  }

  List<Group> list(DSLContext sql, AccountId account) {
    return fetch(sql, PERSON_GROUP.ACCOUNT_ID.eq(account.value()));
  }

  List<Group> load(DSLContext sql, AccountId account, Collection<GroupId> ids) {
    return fetch(
        sql,
        PERSON_GROUP
            .ACCOUNT_ID
            .eq(account.value())
            .and(PERSON_GROUP.ID.in(ids.stream().map(GroupId::value).toList())));
  }

  private static List<Group> fetch(DSLContext sql, Condition which) {
    return sql.select(
            PERSON_GROUP.ID,
            PERSON_GROUP.ACCOUNT_ID,
            PERSON_GROUP.NAME,
            PERSON_GROUP.SHARED,
            PERSON_GROUP.OWNER_ID,
            PERSON_GROUP.SUPER_USER,
            PERSON_GROUP.CREATED_AT,
            MEMBERS)
        .from(PERSON_GROUP)
        .where(which)
        .orderBy(PERSON_GROUP.NAME_CI, PERSON_GROUP.ID)
        .fetch(row ->
            new Group(
                new GroupId(row.value1()),
                new AccountId(row.value2()),
                row.value3(),
                row.value4(),
                new UserId(row.value5()),
                row.value6(),
                Instant.ofEpochMilli(row.value7()),
                row.value8()));
  }

  void insert(Tx tx, Group group) {
    PeopleChanges.in(tx);
    tx.sql()
        .insertInto(PERSON_GROUP)
        .set(PERSON_GROUP.ID, group.id().value())
        .set(PERSON_GROUP.ACCOUNT_ID, group.account().value())
        .set(PERSON_GROUP.NAME, group.name())
        .set(PERSON_GROUP.NAME_CI, folded(group.name()))
        .set(PERSON_GROUP.SHARED, group.shared())
        .set(PERSON_GROUP.OWNER_ID, group.owner().value())
        .set(PERSON_GROUP.SUPER_USER, group.superUser())
        .set(PERSON_GROUP.CREATED_AT, group.createdAt().toEpochMilli())
        .execute();
  }

  void add(Tx tx, GroupId group, UserId user, Instant now) {
    PeopleChanges.in(tx);
    tx.sql()
        .insertInto(PERSON_GROUP_MEMBER)
        .set(PERSON_GROUP_MEMBER.GROUP_ID, group.value())
        .set(PERSON_GROUP_MEMBER.PERSON_ID, user.value())
        .set(PERSON_GROUP_MEMBER.ADDED_AT, now.toEpochMilli())
        .onConflictDoNothing()
        .execute();
  }

  private static String folded(String name) {
    return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }
}
