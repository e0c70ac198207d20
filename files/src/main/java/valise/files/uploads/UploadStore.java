package valise.files.uploads;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;
import static valise.files.db.generated.Tables.UPLOAD;
import static valise.files.db.generated.Tables.UPLOAD_RANGE;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import valise.files.db.generated.tables.records.UploadRecord;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.platform.blob.BlobId;
import valise.platform.db.FixedQuery;
import valise.platform.db.Tx;

/// SQL of uploads.
final class UploadStore {

  private static final UploadMethod[] METHODS = UploadMethod.values();

  /// A constant, so that SQLite can see that a partial index covers the query.
  private static final Condition OPEN = UPLOAD.STATE.eq(inline(0));

  private static final int MAX_TICKETS = 8;

  private static final FixedQuery<UploadRecord> BY_ID =
      FixedQuery.rowsOf(
          UPLOAD, DSL.selectFrom(UPLOAD).where(UPLOAD.ID.eq(DSL.param("id", UPLOAD.ID))));

  private UploadStore() {}

  static void insert(Tx tx, Session session, @Nullable String foldedName) {
    UploadRequest request = session.request();
    Session.Progress progress = session.progress();
    tx.sql()
        .insertInto(UPLOAD)
        .set(UPLOAD.ID, session.id().value())
        .set(UPLOAD.ACCOUNT_ID, session.target().account().value())
        .set(UPLOAD.USER_ID, session.target().user().value())
        .set(UPLOAD.FOLDER_ID, session.target().folder().value())
        .set(UPLOAD.METHOD, request.method().ordinal())
        .set(UPLOAD.STATE, 0)
        .set(UPLOAD.RAW, request.raw())
        .set(UPLOAD.TEXT_REPLIES, request.textReplies())
        .set(UPLOAD.FILE_NAME, request.fileName().orElse(null))
        .set(UPLOAD.NAME_CI, foldedName)
        .set(UPLOAD.TITLE, request.title().orElse(null))
        .set(UPLOAD.DETAILS, request.details())
        .set(UPLOAD.DECLARED_SIZE, boxed(request.fileSize()))
        .set(UPLOAD.ON_COLLISION, onCollision(request.onTaken()))
        .set(UPLOAD.BASE_ID, request.baseFile().map(ItemId::value).orElse(null))
        .set(UPLOAD.UNZIP, request.unzip())
        .set(UPLOAD.BATCH_ID, request.batchId().orElse(null))
        .set(UPLOAD.BATCH_LAST, request.batchLast())
        .set(UPLOAD.NOTIFY, request.notifying())
        .set(UPLOAD.TOOL, request.tool())
        .set(UPLOAD.SEND_ID, request.sendGuid().orElse(null))
        .set(UPLOAD.TERMS, session.target().terms().orElse(null))
        .set(UPLOAD.CLIENT_CREATED_AT, millis(request.clientCreatedAt()))
        .set(UPLOAD.CLIENT_MODIFIED_AT, millis(request.clientModifiedAt()))
        .set(
            UPLOAD.EXPIRATION_DAYS,
            request.expirationDays().isPresent() ? request.expirationDays().getAsInt() : null)
        .set(UPLOAD.TICKETS, String.join(" ", progress.tickets()))
        .set(UPLOAD.HELD, request.fileSize().orElse(0))
        .set(UPLOAD.LAST_INDEX, progress.lastIndex())
        .set(UPLOAD.CREATED_AT, progress.createdAt().toEpochMilli())
        .set(UPLOAD.EXPIRES_AT, progress.expiresAt().toEpochMilli())
        .execute();
  }

  static Optional<Session> find(DSLContext sql, UploadId id) {
    return BY_ID.with(sql, id.value()).fetchOptional(UploadStore::session);
  }

  /// Holds the row against other nodes and reads it.
  static Optional<Session> hold(Tx tx, UploadId id) {
    tx.lock(UPLOAD, UPLOAD.ID.eq(id.value()));
    return find(tx.sql(), id);
  }

  /// The newest unfinished upload of this very file by this user, still alive at `now`.
  static Optional<Session> resumable(
      DSLContext sql, UploadTarget target, String foldedName, UploadRequest request, Instant now) {
    OptionalLong size = request.fileSize();
    return sql.selectFrom(UPLOAD)
        .where(UPLOAD.FOLDER_ID.eq(target.folder().value()))
        .and(UPLOAD.USER_ID.eq(target.user().value()))
        .and(sameTerms(target))
        .and(UPLOAD.NAME_CI.eq(foldedName))
        .and(
            size.isPresent()
                ? UPLOAD.DECLARED_SIZE.eq(size.getAsLong())
                : UPLOAD.DECLARED_SIZE.isNull())
        .and(UPLOAD.METHOD.eq(request.method().ordinal()))
        .and(UPLOAD.UNZIP.eq(request.unzip()))
        .and(UPLOAD.ON_COLLISION.eq(onCollision(request.onTaken())))
        .and(UPLOAD.EXPIRES_AT.gt(now.toEpochMilli()))
        .and(OPEN)
        .orderBy(UPLOAD.CREATED_AT.desc(), UPLOAD.ID)
        .limit(1)
        .fetchOptional(UploadStore::session);
  }

  /// A guest must not find another guest's upload.
  private static Condition sameTerms(UploadTarget target) {
    return target.terms().map(UPLOAD.TERMS::eq).orElseGet(UPLOAD.TERMS::isNull);
  }

  /// Every unfinished upload of a name into a folder by one user.
  static List<UploadId> unfinished(DSLContext sql, UploadTarget target, String foldedName) {
    return sql.select(UPLOAD.ID)
        .from(UPLOAD)
        .where(UPLOAD.FOLDER_ID.eq(target.folder().value()))
        .and(UPLOAD.USER_ID.eq(target.user().value()))
        .and(sameTerms(target))
        .and(UPLOAD.NAME_CI.eq(foldedName))
        .and(OPEN)
        .fetch(row -> new UploadId(row.value1()));
  }

  /// Bytes that unfinished uploads of an account hold or have announced.
  static long held(DSLContext sql, AccountId account) {
    return sql.select(coalesce(sum(UPLOAD.HELD), inline(0)))
        .from(UPLOAD)
        .where(UPLOAD.ACCOUNT_ID.eq(account.value()))
        .and(OPEN)
        .fetchSingle()
        .value1()
        .longValue();
  }

  static List<Span> ranges(DSLContext sql, UploadId id) {
    return sql.selectFrom(UPLOAD_RANGE)
        .where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value()))
        .orderBy(UPLOAD_RANGE.START_AT)
        .fetch(row -> new Span(row.getStartAt(), row.getEndAt()));
  }

  /// Names the session's blob; the one that counts is answered.
  static BlobId nameBlob(Tx tx, UploadId id, BlobId blob) {
    tx.sql()
        .update(UPLOAD)
        .set(UPLOAD.BLOB_ID, blob.value())
        .where(UPLOAD.ID.eq(id.value()))
        .and(UPLOAD.BLOB_ID.isNull())
        .and(OPEN)
        .execute();
    return Optional.ofNullable(
            tx.sql()
                .select(UPLOAD.BLOB_ID)
                .from(UPLOAD)
                .where(UPLOAD.ID.eq(id.value()))
                .and(OPEN)
                .fetchOne(UPLOAD.BLOB_ID))
        .map(BlobId::new)
        .orElseThrow(TransferRefusals::unrecognized);
  }

  /// What comes with a chunk besides its bytes.
  ///
  /// @param index the client's number of it; -1 when it has none
  record Note(long index, Optional<String> fileName, Optional<String> wholeMd5) {

    static final Note NONE = new Note(-1, Optional.empty(), Optional.empty());
  }

  /// Records that the bytes of a span are down and synced.
  static void cover(Tx tx, UploadId id, Span span, Note note, Instant expiresAt) {
    int found =
        tx.sql()
            .update(UPLOAD)
            .set(UPLOAD.EXPIRES_AT, expiresAt.toEpochMilli())
            .set(UPLOAD.LAST_INDEX, greatest(UPLOAD.LAST_INDEX, val(note.index())))
            .set(UPLOAD.FILE_NAME, coalesce(UPLOAD.FILE_NAME, val(note.fileName().orElse(null))))
            .set(
                UPLOAD.EXPECTED_MD5,
                note.wholeMd5().<Field<String>>map(DSL::val).orElse(UPLOAD.EXPECTED_MD5))
            .set(
                UPLOAD.HELD,
                when(UPLOAD.DECLARED_SIZE.isNull(), UPLOAD.HELD.plus(span.length()))
                    .otherwise(UPLOAD.HELD))
            .where(UPLOAD.ID.eq(id.value()))
            .and(OPEN)
            .execute();
    if (found == 0) {
      throw TransferRefusals.unrecognized();
    }
    if (!span.isEmpty()) {
      List<Span> near = near(tx.sql(), id, span);
      Coverage joined = new Coverage(near);
      joined.add(span);
      replace(tx.sql(), id, near, joined.spans());
    }
  }

  /// Records that the bytes of a span must not be relied upon: they are about to be replaced.
  static void uncover(Tx tx, UploadId id, Span span) {
    List<Span> near = near(tx.sql(), id, span);
    Coverage cut = new Coverage(near);
    cut.remove(span);
    replace(tx.sql(), id, near, cut.spans());
  }

  /// The ranges that overlap or touch a span: the one that begins before it, and those within.
  private static List<Span> near(DSLContext sql, UploadId id, Span span) {
    List<Span> near = new ArrayList<>();
    sql.selectFrom(UPLOAD_RANGE)
        .where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value()))
        .and(UPLOAD_RANGE.START_AT.lt(span.start()))
        .orderBy(UPLOAD_RANGE.START_AT.desc())
        .limit(1)
        .fetchOptional()
        .filter(row -> row.getEndAt() >= span.start())
        .ifPresent(row -> near.add(new Span(row.getStartAt(), row.getEndAt())));
    sql.selectFrom(UPLOAD_RANGE)
        .where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value()))
        .and(UPLOAD_RANGE.START_AT.between(span.start(), span.end()))
        .forEach(row -> near.add(new Span(row.getStartAt(), row.getEndAt())));
    return near;
  }

  private static void replace(DSLContext sql, UploadId id, List<Span> old, List<Span> now) {
    if (old.size() == 1 && now.size() == 1 && old.getFirst().start() == now.getFirst().start()) {
      sql.update(UPLOAD_RANGE)
          .set(UPLOAD_RANGE.END_AT, now.getFirst().end())
          .where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value()))
          .and(UPLOAD_RANGE.START_AT.eq(old.getFirst().start()))
          .execute();
      return;
    }
    if (!old.isEmpty()) {
      sql.deleteFrom(UPLOAD_RANGE)
          .where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value()))
          .and(UPLOAD_RANGE.START_AT.in(old.stream().map(Span::start).toList()))
          .execute();
    }
    for (Span span : now) {
      sql.insertInto(UPLOAD_RANGE)
          .set(UPLOAD_RANGE.UPLOAD_ID, id.value())
          .set(UPLOAD_RANGE.START_AT, span.start())
          .set(UPLOAD_RANGE.END_AT, span.end())
          .execute();
    }
  }

  /// Gives an unfinished upload one more ticket; the oldest but the first goes when there are many.
  static Session addTicket(Tx tx, Session session, String hash, Instant expiresAt) {
    List<String> tickets = new ArrayList<>(session.progress().tickets());
    if (tickets.size() == MAX_TICKETS) {
      tickets.remove(1);
    }
    tickets.add(hash);
    tx.sql()
        .update(UPLOAD)
        .set(UPLOAD.TICKETS, String.join(" ", tickets))
        .set(UPLOAD.EXPIRES_AT, expiresAt.toEpochMilli())
        .where(UPLOAD.ID.eq(session.id().value()))
        .execute();
    return session.admitting(tickets, expiresAt);
  }

  /// Ends an upload well; its blob is the item's from here on.
  static void finish(Tx tx, UploadId id, String answer, Instant expiresAt) {
    tx.sql()
        .update(UPLOAD)
        .set(UPLOAD.STATE, 1)
        .set(UPLOAD.HELD, 0L)
        .setNull(UPLOAD.BLOB_ID)
        .set(UPLOAD.ANSWER, answer)
        .set(UPLOAD.EXPIRES_AT, expiresAt.toEpochMilli())
        .where(UPLOAD.ID.eq(id.value()))
        .execute();
    removeRanges(tx, id);
  }

  /// Removes an upload; answers its blob, which nobody names any more, if it had one of its own.
  static List<BlobId> remove(Tx tx, UploadId id) {
    List<BlobId> blobs =
        tx.sql()
            .select(UPLOAD.BLOB_ID)
            .from(UPLOAD)
            .where(UPLOAD.ID.eq(id.value()))
            .and(UPLOAD.BLOB_ID.isNotNull())
            .fetch(row -> new BlobId(row.value1()));
    tx.sql().deleteFrom(UPLOAD).where(UPLOAD.ID.eq(id.value())).execute();
    removeRanges(tx, id);
    return blobs;
  }

  private static void removeRanges(Tx tx, UploadId id) {
    tx.sql().deleteFrom(UPLOAD_RANGE).where(UPLOAD_RANGE.UPLOAD_ID.eq(id.value())).execute();
  }

  static List<UploadId> expired(DSLContext sql, Instant now, int limit) {
    return sql.select(UPLOAD.ID)
        .from(UPLOAD)
        .where(UPLOAD.EXPIRES_AT.le(now.toEpochMilli()))
        .orderBy(UPLOAD.EXPIRES_AT)
        .limit(limit)
        .fetch(row -> new UploadId(row.value1()));
  }

  static Set<BlobId> known(DSLContext sql, Set<BlobId> blobs) {
    return Set.copyOf(
        sql.selectDistinct(UPLOAD.BLOB_ID)
            .from(UPLOAD)
            .where(UPLOAD.BLOB_ID.in(blobs.stream().map(BlobId::value).toList()))
            .and(UPLOAD.BLOB_ID.isNotNull())
            .fetch(row -> new BlobId(row.value1())));
  }

  private static int onCollision(UploadRequest.OnTaken onTaken) {
    return switch (onTaken) {
      case REFUSE, REFUSE_LATER -> 0;
      case NEW_VERSION -> 1;
      case FREE_NAME -> 2;
    };
  }

  private static UploadRequest.OnTaken onTaken(int onCollision) {
    return switch (onCollision) {
      case 1 -> UploadRequest.OnTaken.NEW_VERSION;
      case 2 -> UploadRequest.OnTaken.FREE_NAME;
      default -> UploadRequest.OnTaken.REFUSE_LATER;
    };
  }

  private static Session session(UploadRecord row) {
    UploadRequest request =
        new UploadRequest(
            METHODS[row.getMethod()],
            row.getRaw(),
            Optional.ofNullable(row.getFileName()),
            row.getDeclaredSize() == null
                ? OptionalLong.empty()
                : OptionalLong.of(row.getDeclaredSize()),
            Optional.ofNullable(row.getBatchId()),
            row.getBatchLast(),
            false,
            false,
            row.getUnzip(),
            row.getTool(),
            onTaken(row.getOnCollision()),
            Optional.ofNullable(row.getTitle()),
            row.getDetails(),
            Optional.ofNullable(row.getSendId()),
            row.getTextReplies(),
            row.getNotify(),
            instant(row.getClientCreatedAt()),
            instant(row.getClientModifiedAt()),
            row.getExpirationDays() == null
                ? OptionalInt.empty()
                : OptionalInt.of(row.getExpirationDays()),
            Optional.ofNullable(row.getBaseId()).map(ItemId::new));
    return new Session(
        new UploadId(row.getId()),
        new UploadTarget(
            new AccountId(row.getAccountId()),
            new UserId(row.getUserId()),
            new ItemId(row.getFolderId()),
            Optional.ofNullable(row.getTerms())),
        request,
        new Session.Progress(
            List.of(row.getTickets().split(" ")),
            request.fileName(),
            Optional.ofNullable(row.getBlobId()).map(BlobId::new),
            Optional.ofNullable(row.getExpectedMd5()),
            row.getLastIndex(),
            row.getAnswer(),
            Instant.ofEpochMilli(row.getCreatedAt()),
            Instant.ofEpochMilli(row.getExpiresAt())));
  }

  private static Optional<Instant> instant(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }

  private static @Nullable Long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(null);
  }

  private static @Nullable Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
