package valise.files.downloads;

import static org.jooq.impl.DSL.select;
import static valise.files.db.generated.Tables.DOWNLOAD_LINK;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;

/// SQL of the links.
final class LinkStore {

  private LinkStore() {}

  static void insert(DSLContext sql, Link link, Instant now) {
    sql.insertInto(DOWNLOAD_LINK)
        .set(DOWNLOAD_LINK.TOKEN_HASH, link.tokenHash())
        .set(DOWNLOAD_LINK.ACCOUNT_ID, link.account().value())
        .set(DOWNLOAD_LINK.USER_ID, link.user().value())
        .set(DOWNLOAD_LINK.WHAT, link.what().name())
        .set(DOWNLOAD_LINK.DELETED_TOO, link.deletedToo())
        .set(
            DOWNLOAD_LINK.ITEM_IDS,
            link.items().stream().map(ItemId::value).collect(Collectors.joining("\n")))
        .set(DOWNLOAD_LINK.TERMS, link.terms().orElse(null))
        .set(DOWNLOAD_LINK.CREATED_AT, now.toEpochMilli())
        .set(DOWNLOAD_LINK.EXPIRES_AT, link.expiresAt().toEpochMilli())
        .execute();
  }

  static Optional<Link> find(DSLContext sql, String tokenHash) {
    return sql.selectFrom(DOWNLOAD_LINK)
        .where(DOWNLOAD_LINK.TOKEN_HASH.eq(tokenHash))
        .fetchOptional(row ->
            new Link(
                row.getTokenHash(),
                new AccountId(row.getAccountId()),
                new UserId(row.getUserId()),
                Link.What.valueOf(row.getWhat()),
                row.getDeletedToo(),
                Arrays.stream(row.getItemIds().split("\n")).map(ItemId::new).toList(),
                Instant.ofEpochMilli(row.getExpiresAt()),
                Optional.ofNullable(row.getUsedAt()).map(Instant::ofEpochMilli),
                Optional.ofNullable(row.getTerms())));
  }

  /// False when it was already.
  static boolean markUsed(DSLContext sql, String tokenHash, Instant now) {
    return sql.update(DOWNLOAD_LINK)
            .set(DOWNLOAD_LINK.USED_AT, now.toEpochMilli())
            .where(DOWNLOAD_LINK.TOKEN_HASH.eq(tokenHash))
            .and(DOWNLOAD_LINK.USED_AT.isNull())
            .execute()
        > 0;
  }

  static int removeExpired(DSLContext sql, Instant before, int most) {
    return sql.deleteFrom(DOWNLOAD_LINK)
        .where(
            DOWNLOAD_LINK.TOKEN_HASH.in(
                select(DOWNLOAD_LINK.TOKEN_HASH)
                    .from(DOWNLOAD_LINK)
                    .where(DOWNLOAD_LINK.EXPIRES_AT.lt(before.toEpochMilli()))
                    .limit(most)))
        .execute();
  }
}
