package valise.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.selectOne;
import static valise.files.db.generated.Tables.ITEM;
import static valise.files.db.generated.Tables.PERSON_GROUP;
import static valise.files.db.generated.Tables.THUMBNAIL;
import static valise.files.db.generated.Tables.UPLOAD;

import java.util.Map;
import org.jooq.Select;
import org.junit.jupiter.api.Test;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.db.PartialIndexes;

/// SQLite uses every partial index for the query that it is for, with its conditions as the stores
/// say them.
class PartialIndexTest {

  private static final Map<String, Select<?>> QUERIES =
      Map.of(
          "item_name",
          selectOne()
              .from(ITEM)
              .where(ITEM.PARENT_ID.eq("p"), ITEM.NAME_CI.eq("n"))
              .and(ITEM.STATE.eq(inline(0)))
              .and(ITEM.ROLE.eq(inline(0))),
          "item_special",
          selectOne()
              .from(ITEM)
              .where(ITEM.ACCOUNT_ID.eq("a"), ITEM.ROLE.eq(1), ITEM.ROLE.gt(inline(0)))
              .and(ITEM.CREATOR_ID.eq("c"))
              .and(ITEM.STATE.eq(inline(0))),
          "item_deleted",
          selectOne()
              .from(ITEM)
              .where(ITEM.ACCOUNT_ID.eq("a"), ITEM.STATE.eq(inline(2)))
              .and(ITEM.DELETED_AT.lt(1L))
              .orderBy(ITEM.DELETED_AT),
          "item_leaving",
          selectOne().from(ITEM).where(ITEM.STATE.gt(inline(2)), ITEM.STATE.eq(3)),
          "item_expiry",
          selectOne()
              .from(ITEM)
              .where(ITEM.EXPIRES_AT.le(1L), ITEM.EXPIRES_AT.isNotNull())
              .and(ITEM.STATE.eq(inline(0)))
              .and(ITEM.ROLE.eq(inline(0)))
              .orderBy(ITEM.EXPIRES_AT),
          "item_folders",
          selectOne()
              .from(ITEM)
              .where(ITEM.PARENT_ID.in("p", "q"), ITEM.KIND.eq(inline(0)))
              .and(ITEM.STATE.eq(inline(0))),
          "upload_held",
          selectOne().from(UPLOAD).where(UPLOAD.ACCOUNT_ID.eq("a"), UPLOAD.STATE.eq(inline(0))),
          "upload_resume",
          selectOne()
              .from(UPLOAD)
              .where(UPLOAD.FOLDER_ID.eq("f"), UPLOAD.USER_ID.eq("u"), UPLOAD.NAME_CI.eq("n"))
              .and(UPLOAD.STATE.eq(inline(0))),
          "thumbnail_wanted",
          selectOne().from(THUMBNAIL).where(THUMBNAIL.STATE.eq(inline(0))),
          "person_group_super_user",
          selectOne()
              .from(PERSON_GROUP)
              .where(PERSON_GROUP.ACCOUNT_ID.eq("a"), condition(PERSON_GROUP.SUPER_USER)));

  @Test
  void everyPartialIndexIsUsedByTheQueryThatItIsFor() {
    try (FreshDatabase fresh = DatabaseWorld.SQLITE.fresh("platform", "files")) {
      assertThat(PartialIndexes.of(fresh.database())).isEqualTo(QUERIES.keySet());
      assertThat(PartialIndexes.unused(fresh.database(), QUERIES)).isEmpty();
    }
  }
}
