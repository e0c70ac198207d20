package valise.files.uploads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class UploadStoreTest {

  private final Database database;
  private final UploadTarget target = Sessions.target();

  UploadStoreTest(Database database) {
    this.database = database;
  }

  private Session add(String name, OptionalLong size) {
    return Sessions.add(database, target, Sessions.request(UploadMethod.THREADED, name, size));
  }

  private Optional<Session> find(UploadId id) {
    return database.read(sql -> UploadStore.find(sql, id));
  }

  private BlobId name(UploadId id, BlobId blob) {
    return database.write(tx -> UploadStore.nameBlob(tx, id, blob));
  }

  private Set<BlobId> known(BlobId... blobs) {
    return database.read(sql -> UploadStore.known(sql, Set.of(blobs)));
  }

  private void cover(UploadId id, Span span, UploadStore.Note note) {
    database.write(tx -> {
      UploadStore.cover(tx, id, span, note, Sessions.NOW.plusSeconds(7200));
      return true;
    });
  }

  @Test
  void aSessionIsReadAsItWasWritten() {
    Session session = add("a", OptionalLong.of(7));
    assertThat(find(session.id())).contains(session);
  }

  @Test
  void rangesAreWhatWasCoveredAndNotWithdrawn() {
    Session session = add("a", OptionalLong.empty());
    Coverage model = new Coverage();
    Random random = new Random(5);
    for (int i = 0; i < 150; i++) {
      long start = random.nextInt(100);
      Span span = new Span(start, start + random.nextInt(15));
      if (random.nextInt(4) == 0) {
        model.remove(span);
        database.write(tx -> {
          UploadStore.uncover(tx, session.id(), span);
          return true;
        });
      } else {
        model.add(span);
        cover(session.id(), span, UploadStore.Note.NONE);
      }
      List<Span> ranges = database.read(sql -> UploadStore.ranges(sql, session.id()));
      assertThat(ranges).as("after %d steps, %s", i, span).isEqualTo(model.spans());
    }
  }

  @Test
  void whatAChunkBringsIsKept() {
    Session session =
        Sessions.add(
            database, target, Sessions.request(UploadMethod.THREADED, "a", OptionalLong.empty()));
    cover(
        session.id(),
        new Span(0, 5),
        new UploadStore.Note(3, Optional.of("other"), Optional.of("f".repeat(32))));
    cover(
        session.id(), new Span(5, 9), new UploadStore.Note(1, Optional.empty(), Optional.empty()));
    Session.Progress progress =
        database.read(sql -> UploadStore.find(sql, session.id())).orElseThrow().progress();
    assertThat(progress.lastIndex()).isEqualTo(3);
    assertThat(progress.fileName()).contains("a");
    assertThat(progress.expectedMd5()).contains("f".repeat(32));
    assertThat(progress.expiresAt()).isEqualTo(Sessions.NOW.plusSeconds(7200));
  }

  @Test
  void unfinishedUploadsHoldWhatTheyAnnouncedOrSent() {
    add("a", OptionalLong.of(1000));
    Session open = add("b", OptionalLong.empty());
    cover(open.id(), new Span(0, 50), UploadStore.Note.NONE);
    Session done = add("c", OptionalLong.of(7));
    database.write(tx -> {
      UploadStore.finish(tx, done.id(), "[]", Sessions.NOW);
      return true;
    });
    assertThat(database.<Long>read(sql -> UploadStore.held(sql, target.account()))).isEqualTo(1050);
  }

  @Test
  void aSessionThatIsGoneOrFinishedTakesNoMoreRanges() {
    Session session = add("a", OptionalLong.empty());
    database.write(tx -> UploadStore.remove(tx, session.id()));
    assertThatThrownBy(() -> cover(session.id(), new Span(0, 1), UploadStore.Note.NONE))
        .isInstanceOf(Refusal.class)
        .hasMessage("Unrecognized Upload ID");
  }

  @Test
  void theFirstBlobNamedCountsAndIsKnownUntilTheEnd() {
    Session session = add("a", OptionalLong.empty());
    BlobId one = BlobId.fresh();
    BlobId two = BlobId.fresh();
    assertThat(name(session.id(), one)).isEqualTo(one);
    assertThat(name(session.id(), two)).isEqualTo(one);
    assertThat(known(one, two)).containsExactly(one);
    List<BlobId> freed = database.write(tx -> UploadStore.remove(tx, session.id()));
    assertThat(freed).containsExactly(one);
    assertThat(known(one, two)).isEmpty();
  }

  @Test
  void onlyTheSameFileOfTheSameUserIsResumed() {
    Session session = add("a", OptionalLong.of(10));
    UploadRequest same = session.request();
    UploadRequest larger = Sessions.request(UploadMethod.THREADED, "a", OptionalLong.of(11));
    UploadRequest streamed = Sessions.request(UploadMethod.STREAMED, "a", OptionalLong.of(10));
    UploadTarget stranger =
        new UploadTarget(target.account(), valise.files.ids.UserId.mint(), target.folder());
    assertThat(resumable(target, "a", same)).contains(session.id());
    List<Optional<UploadId>> others = new ArrayList<>();
    others.add(resumable(stranger, "a", same));
    others.add(resumable(target, "b", same));
    others.add(resumable(target, "a", larger));
    others.add(resumable(target, "a", streamed));
    others.add(
        database.read(sql ->
            UploadStore.resumable(sql, target, "a", same, Sessions.NOW.plusSeconds(3600))
                .map(Session::id)));
    assertThat(others).allMatch(Optional::isEmpty);
  }

  private Optional<UploadId> resumable(UploadTarget whose, String name, UploadRequest request) {
    return database.read(
        sql -> UploadStore.resumable(sql, whose, name, request, Sessions.NOW).map(Session::id));
  }

  @Test
  void manyTicketsAdmitButNotWithoutEnd() {
    Session session = add("a", OptionalLong.empty());
    for (int i = 0; i < 20; i++) {
      String ticket = "t" + i;
      database.write(tx -> {
        Session now = UploadStore.hold(tx, session.id()).orElseThrow();
        return UploadStore.addTicket(tx, now, ticket, Sessions.NOW.plusSeconds(9));
      });
    }
    List<String> tickets =
        database
            .read(sql -> UploadStore.find(sql, session.id()))
            .orElseThrow()
            .progress()
            .tickets();
    assertThat(tickets).hasSize(8).startsWith("t").endsWith("t18", "t19");
  }
}
