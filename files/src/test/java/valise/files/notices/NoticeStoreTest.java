package valise.files.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class NoticeStoreTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Database database;

  NoticeStoreTest(Database database) {
    this.database = database;
  }

  private Line add(String id, String digest, Instant at) {
    return add(id, digest, at, 0);
  }

  private Line add(String id, String digest, Instant at, int place) {
    Line line =
        new Line(
            id,
            digest,
            Line.Kind.DOWNLOAD,
            ItemId.mintFile(),
            id.startsWith("g") ? Optional.empty() : Optional.of(UserId.mint()),
            true,
            at,
            place);
    database.write(tx -> {
      NoticeStore.add(tx, line);
      return line;
    });
    return line;
  }

  private List<Line> lines(String digest, int limit) {
    return database.read(sql -> NoticeStore.lines(sql, digest, limit));
  }

  @Test
  void linesComeBackAsTheyWereTheOldestFirstAndOfTheirDigestOnly() {
    Line last = add("a", "mine", NOW.plusSeconds(1));
    Line second = add("b", "mine", NOW, 1);
    Line first = add("g", "mine", NOW, 0);
    add("c", "other", NOW);

    assertThat(lines("mine", 9)).containsExactly(first, second, last);
    assertThat(lines("mine", 1)).containsExactly(first);
  }

  @Test
  void whatWasToldGoesAndWhatCameMeanwhileStays() {
    Line told = add("a", "mine", NOW);
    Line late = add("b", "mine", NOW);
    database.write(tx -> {
      NoticeStore.remove(tx, List.of(told));
      return true;
    });

    assertThat(lines("mine", 9)).containsExactly(late);
    assertThat(removedBefore(NOW)).isZero();
    assertThat(removedBefore(NOW.plusMillis(1))).isOne();
  }

  @Test
  void oneEndOfAShareIsToldOnceAndAnotherOnceMore() {
    ShareId share = ShareId.mint();

    assertThat(told(share, NOW)).isTrue();
    assertThat(told(share, NOW)).isFalse();
    assertThat(told(share, NOW.plusSeconds(1))).isTrue();
    assertThat(told(share, NOW.plusSeconds(1))).isFalse();
    int forgotten = database.write(tx -> NoticeStore.forgetEndsBefore(tx, NOW.plusSeconds(2)));
    assertThat(forgotten).isOne();
    assertThat(told(share, NOW.plusSeconds(1))).isTrue();
  }

  private int removedBefore(Instant time) {
    return database.write(tx -> NoticeStore.removeBefore(tx, time));
  }

  private boolean told(ShareId share, Instant end) {
    return database.write(tx -> NoticeStore.told(tx, share, end));
  }
}
