package valise.files.downloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.platform.db.Database;
import valise.platform.db.EveryDatabase;

@EveryDatabase({"platform", "files"})
class LinkStoreTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Database database;

  LinkStoreTest(Database database) {
    this.database = database;
  }

  private Link add(String hash, Instant expires) {
    Link link =
        new Link(
            hash,
            AccountId.mint(),
            UserId.mint(),
            Link.What.ARCHIVE,
            true,
            List.of(ItemId.mintFile(), ItemId.mintFolder(), ItemId.mintFile()),
            expires,
            Optional.empty(),
            Optional.of("share of the moon"));
    database.write(tx -> {
      LinkStore.insert(tx.sql(), link, NOW);
      return link;
    });
    return link;
  }

  private Optional<Link> find(String hash) {
    return database.read(sql -> LinkStore.find(sql, hash));
  }

  @Test
  void aLinkComesBackAsItWasStored() {
    Link link = add("a", NOW.plusSeconds(60));
    assertThat(find("a")).contains(link);
    assertThat(find("A")).isEmpty();
    assertThat(find("")).isEmpty();
  }

  @Test
  void theFirstUseCounts() {
    add("a", NOW.plusSeconds(60));
    add("b", NOW.plusSeconds(60));
    database.write(tx -> {
      LinkStore.markUsed(tx.sql(), "a", NOW.plusSeconds(5));
      LinkStore.markUsed(tx.sql(), "a", NOW.plusSeconds(10));
      return true;
    });

    assertThat(find("a").orElseThrow().usedAt()).contains(NOW.plusSeconds(5));
    assertThat(find("b").orElseThrow().usedAt()).isEmpty();
  }

  @Test
  void onlyWhatExpiredBeforeIsRemovedAndNoMoreThanAskedFor() {
    for (int i = 0; i < 5; i++) {
      add("old" + i, NOW.minus(Duration.ofSeconds(1)));
    }
    add("edge", NOW);

    assertThat(removed(3)).isEqualTo(3);
    assertThat(removed(3)).isEqualTo(2);
    assertThat(removed(3)).isZero();
    assertThat(find("edge")).isPresent();
  }

  private int removed(int most) {
    return database.write(tx -> LinkStore.removeExpired(tx.sql(), NOW, most));
  }
}
