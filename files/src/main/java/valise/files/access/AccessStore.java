package valise.files.access;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.selectOne;
import static valise.files.db.generated.Tables.ACCESS_ENTRY;
import static valise.files.db.generated.Tables.ACCESS_LIST;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;

/// SQL of the access lists.
final class AccessStore {

  private AccessStore() {}

  /// What the lists of some folders say about one principal. A folder without a list of its own is
  /// not in the map.
  static Map<ItemId, Map<PrincipalId, Rights>> listsFor(
      DSLContext sql, Principal principal, Set<ItemId> folders) {
    Map<ItemId, Map<PrincipalId, Rights>> lists = new HashMap<>();
    sql.select(ACCESS_LIST.FOLDER_ID, ACCESS_ENTRY.PRINCIPAL_ID, ACCESS_ENTRY.RIGHTS)
        .from(ACCESS_LIST)
        .leftJoin(ACCESS_ENTRY)
        .on(
            ACCESS_ENTRY
                .FOLDER_ID
                .eq(ACCESS_LIST.FOLDER_ID)
                .and(ACCESS_ENTRY.PRINCIPAL_ID.in(texts(principal))))
        .where(ACCESS_LIST.FOLDER_ID.in(folders.stream().map(ItemId::value).toList()))
        .forEach(row -> {
          Map<PrincipalId, Rights> list =
              lists.computeIfAbsent(new ItemId(row.value1()), id -> new HashMap<>());
          if (row.value2() != null) {
            list.put(new PrincipalId(row.value2()), new Rights(row.value3()));
          }
        });
    return lists;
  }

  /// The same rule as [Access#decide] for one folder `id` below a parent whose effective rights are
  /// `inherited`: whether the principal has any of the rights in `mask` there.
  static Condition anyOf(Principal principal, Rights inherited, int mask, Field<String> id) {
    Condition listed =
        DSL.exists(selectOne().from(ACCESS_LIST).where(ACCESS_LIST.FOLDER_ID.eq(id)));
    Condition direct =
        ACCESS_ENTRY.FOLDER_ID.eq(id).and(ACCESS_ENTRY.PRINCIPAL_ID.eq(principal.user().value()));
    Condition suffices = ACCESS_ENTRY.RIGHTS.bitAnd(inline(mask)).ne(inline(0));
    Condition byUser = DSL.exists(selectOne().from(ACCESS_ENTRY).where(direct.and(suffices)));
    Condition byGroup =
        principal.groups().isEmpty()
            ? DSL.falseCondition()
            : notExists(selectOne().from(ACCESS_ENTRY).where(direct))
                .and(
                    DSL.exists(
                        selectOne()
                            .from(ACCESS_ENTRY)
                            .where(
                                ACCESS_ENTRY
                                    .FOLDER_ID
                                    .eq(id)
                                    .and(
                                        ACCESS_ENTRY.PRINCIPAL_ID.in(
                                            principal.groups().stream()
                                                .map(group -> group.value())
                                                .toList()))
                                    .and(suffices))));
    Condition own = or(byUser, byGroup);
    return (inherited.bits() & mask) != 0 ? or(DSL.not(listed), own) : own;
  }

  static List<ItemId> foldersNaming(DSLContext sql, Principal principal) {
    return sql.selectDistinct(ACCESS_ENTRY.FOLDER_ID)
        .from(ACCESS_ENTRY)
        .where(ACCESS_ENTRY.PRINCIPAL_ID.in(texts(principal)))
        .and(ACCESS_ENTRY.RIGHTS.ne(inline(0)))
        .fetch(row -> new ItemId(row.value1()));
  }

  static Set<ItemId> withLists(DSLContext sql, Collection<ItemId> folders) {
    return new HashSet<>(
        sql.select(ACCESS_LIST.FOLDER_ID)
            .from(ACCESS_LIST)
            .where(ACCESS_LIST.FOLDER_ID.in(folders.stream().map(ItemId::value).toList()))
            .fetch(row -> new ItemId(row.value1())));
  }

  static List<ItemId> listed(DSLContext sql, String after, int limit) {
    return sql.select(ACCESS_LIST.FOLDER_ID)
        .from(ACCESS_LIST)
        .where(ACCESS_LIST.FOLDER_ID.gt(after))
        .orderBy(ACCESS_LIST.FOLDER_ID)
        .limit(limit)
        .fetch(row -> new ItemId(row.value1()));
  }

  static List<Entry> entries(DSLContext sql, Collection<ItemId> folders) {
    return sql.selectFrom(ACCESS_ENTRY)
        .where(ACCESS_ENTRY.FOLDER_ID.in(folders.stream().map(ItemId::value).toList()))
        .orderBy(ACCESS_ENTRY.FOLDER_ID, ACCESS_ENTRY.CREATED_AT, ACCESS_ENTRY.PRINCIPAL_ID)
        .fetch(AccessStore::entry);
  }

  static List<Entry> entriesOf(DSLContext sql, PrincipalId principal) {
    return sql.selectFrom(ACCESS_ENTRY)
        .where(ACCESS_ENTRY.PRINCIPAL_ID.eq(principal.value()))
        .orderBy(ACCESS_ENTRY.FOLDER_ID)
        .fetch(AccessStore::entry);
  }

  static Optional<Entry> entry(DSLContext sql, ItemId folder, PrincipalId principal) {
    return sql.selectFrom(ACCESS_ENTRY)
        .where(ACCESS_ENTRY.FOLDER_ID.eq(folder.value()))
        .and(ACCESS_ENTRY.PRINCIPAL_ID.eq(principal.value()))
        .fetchOptional(AccessStore::entry);
  }

  private static Entry entry(Record row) {
    return new Entry(
        new ItemId(row.get(ACCESS_ENTRY.FOLDER_ID)),
        new PrincipalId(row.get(ACCESS_ENTRY.PRINCIPAL_ID)),
        new Rights(row.get(ACCESS_ENTRY.RIGHTS)),
        row.get(ACCESS_ENTRY.NOTIFY_UPLOAD),
        row.get(ACCESS_ENTRY.NOTIFY_DOWNLOAD),
        row.get(ACCESS_ENTRY.IS_OWNER));
  }

  static void addList(DSLContext sql, ItemId folder, Instant now) {
    sql.insertInto(ACCESS_LIST)
        .set(ACCESS_LIST.FOLDER_ID, folder.value())
        .set(ACCESS_LIST.CREATED_AT, now.toEpochMilli())
        .onConflictDoNothing()
        .execute();
  }

  static void put(DSLContext sql, Entry entry, Instant now) {
    sql.insertInto(ACCESS_ENTRY)
        .set(ACCESS_ENTRY.FOLDER_ID, entry.folder().value())
        .set(ACCESS_ENTRY.PRINCIPAL_ID, entry.principal().value())
        .set(ACCESS_ENTRY.RIGHTS, entry.rights().bits())
        .set(ACCESS_ENTRY.NOTIFY_UPLOAD, entry.notifyUpload())
        .set(ACCESS_ENTRY.NOTIFY_DOWNLOAD, entry.notifyDownload())
        .set(ACCESS_ENTRY.IS_OWNER, entry.owner())
        .set(ACCESS_ENTRY.CREATED_AT, now.toEpochMilli())
        .onConflict(ACCESS_ENTRY.FOLDER_ID, ACCESS_ENTRY.PRINCIPAL_ID)
        .doUpdate()
        .set(ACCESS_ENTRY.RIGHTS, entry.rights().bits())
        .set(ACCESS_ENTRY.NOTIFY_UPLOAD, entry.notifyUpload())
        .set(ACCESS_ENTRY.NOTIFY_DOWNLOAD, entry.notifyDownload())
        .set(ACCESS_ENTRY.IS_OWNER, entry.owner())
        .execute();
  }

  static boolean remove(DSLContext sql, ItemId folder, PrincipalId principal) {
    return sql.deleteFrom(ACCESS_ENTRY)
            .where(ACCESS_ENTRY.FOLDER_ID.eq(folder.value()))
            .and(ACCESS_ENTRY.PRINCIPAL_ID.eq(principal.value()))
            .execute()
        > 0;
  }

  static void removeEverywhere(DSLContext sql, PrincipalId principal) {
    sql.deleteFrom(ACCESS_ENTRY).where(ACCESS_ENTRY.PRINCIPAL_ID.eq(principal.value())).execute();
  }

  static void removeLists(DSLContext sql, Collection<ItemId> folders) {
    List<String> ids = folders.stream().map(ItemId::value).toList();
    sql.deleteFrom(ACCESS_ENTRY).where(ACCESS_ENTRY.FOLDER_ID.in(ids)).execute();
    sql.deleteFrom(ACCESS_LIST).where(ACCESS_LIST.FOLDER_ID.in(ids)).execute();
  }

  private static List<String> texts(Principal principal) {
    return principal.names().stream().map(PrincipalId::value).toList();
  }
}
