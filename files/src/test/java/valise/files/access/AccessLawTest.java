package valise.files.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;

/// The decision in Java, the condition in SQL and the rule written down once more, plainly, are
/// one: on random trees, lists and groups, on both databases.
class AccessLawTest {

  private static final Map<DatabaseWorld, FreshDatabase> DATABASES = new HashMap<>();

  private final Access access = new Access(() -> Instant.EPOCH);

  @AfterContainer
  static void close() {
    DATABASES.values().forEach(FreshDatabase::close);
    DATABASES.clear();
  }

  private static Database database(DatabaseWorld world) {
    return DATABASES.computeIfAbsent(world, w -> w.fresh("platform", "files")).database();
  }

  /// A random tree with lists, and people.
  private static final class Case {
    final List<Lineage> lineages = new ArrayList<>();
    final Map<ItemId, Map<PrincipalId, Rights>> lists = new HashMap<>();
    final List<Principal> people = new ArrayList<>();

    Case(Random random) {
      AccountId account = AccountId.mint();
      List<GroupId> groups = List.of(GroupId.mint(), GroupId.mint(), GroupId.mint());
      for (int i = 0; i < 4; i++) {
        Set<GroupId> of = new HashSet<>();
        groups.forEach(group -> {
          if (random.nextInt(3) == 0) {
            of.add(group);
          }
        });
        people.add(
            new Principal(
                account, UserId.mint(), Set.of(), of, random.nextInt(8) == 0, ZoneOffset.UTC));
      }
      List<PrincipalId> names = new ArrayList<>();
      people.forEach(person -> names.add(PrincipalId.of(person.user())));
      groups.forEach(group -> names.add(PrincipalId.of(group)));
      lineages.add(new Lineage(List.of(ItemId.rootOf(account))));
      int folders = 1 + random.nextInt(12);
      for (int i = 0; i < folders; i++) {
        Lineage parent = lineages.get(random.nextInt(lineages.size()));
        lineages.add(parent.child(ItemId.mintFolder()));
      }
      for (Lineage folder : lineages) {
        if (random.nextInt(2) == 0) {
          Map<PrincipalId, Rights> list = new HashMap<>();
          for (PrincipalId name : names) {
            if (random.nextInt(3) == 0) {
              list.put(name, new Rights(random.nextInt(32)));
            }
          }
          lists.put(folder.item(), list);
        }
      }
    }

    /// The rule as one says it to a person.
    Rights expected(Principal person, Lineage lineage) {
      if (person.superUser()) {
        return Rights.ALL;
      }
      for (int i = lineage.ids().size() - 1; i >= 0; i--) {
        Map<PrincipalId, Rights> list = lists.get(lineage.ids().get(i));
        if (list == null) {
          continue;
        }
        if (list.containsKey(PrincipalId.of(person.user()))) {
          return list.get(PrincipalId.of(person.user()));
        }
        Rights sum = Rights.NONE;
        for (GroupId group : person.groups()) {
          sum = sum.union(list.getOrDefault(PrincipalId.of(group), Rights.NONE));
        }
        return sum;
      }
      return Rights.NONE;
    }
  }

  @Property(tries = 60)
  void theRuleIsOneInJavaAndInSqlOnSqlite(@ForAll long seed) {
    theRuleIsOne(DatabaseWorld.SQLITE, seed);
  }

  @Property(tries = 40)
  void theRuleIsOneInJavaAndInSqlOnPostgres(@ForAll long seed) {
    theRuleIsOne(DatabaseWorld.POSTGRES, seed);
  }

  private void theRuleIsOne(DatabaseWorld world, long seed) {
    Case given = new Case(new Random(seed));
    Database database = database(world);
    database.write(tx -> {
      given.lists.forEach((folder, list) -> {
        List<Entry> entries = new ArrayList<>();
        list.forEach(
            (name, rights) -> entries.add(new Entry(folder, name, rights, false, false, false)));
        access.start(tx, folder, entries);
      });
      return true;
    });
    database.read(sql -> {
      for (Principal person : given.people) {
        Map<Lineage, Rights> all = access.rightsOn(sql, person, given.lineages);
        for (Lineage lineage : given.lineages) {
          Rights expected = given.expected(person, lineage);
          assertThat(all.get(lineage)).isEqualTo(expected);
          assertThat(access.rightsOn(sql, person, lineage)).isEqualTo(expected);
          if (lineage.ids().size() > 1) {
            Rights inherited = given.expected(person, new Lineage(lineage.ancestors()));
            Field<String> id = DSL.val(lineage.item().value(), SQLDataType.VARCHAR(36));
            for (Right right : Right.values()) {
              assertThat(holds(sql, access.allows(person, inherited, right, id)))
                  .as("%s on %s", right, lineage)
                  .isEqualTo(expected.has(right));
            }
            assertThat(holds(sql, access.sees(person, inherited, id))).isEqualTo(!expected.none());
          }
          assertThat(access.explain(sql, person, lineage)).isNotEmpty();
        }
      }
      return true;
    });
  }

  private static boolean holds(org.jooq.DSLContext sql, Condition condition) {
    return !sql.selectOne().where(condition).fetch().isEmpty();
  }

  @Property
  void rightsAreAlwaysConsistentAndNoUnionInventsOne(@ForAll int a, @ForAll int b) {
    Rights one = new Rights(a);
    Rights two = new Rights(b);
    assertThat(new Rights(one.bits())).isEqualTo(one);
    assertThat(one.union(two).bits()).isEqualTo(one.bits() | two.bits());
    if (one.has(Right.DOWNLOAD)) {
      assertThat(one.has(Right.VIEW)).isTrue();
    }
  }
}
