package valise.files.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;
import valise.files.ids.AliasId;
import valise.files.testing.HandClock;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.DatabaseWorld;
import valise.platform.db.FreshDatabase;
import valise.platform.http.ByteRange;

/// The count of deliveries against a plain model, under answers that begin, break off, end, overlap
/// and repeat in any order.
///
/// The model knows bytes one by one: for each delivery which it has and which are on their way. It
/// finds the same answers refused, the same deliveries whole, and never more of them than allowed.
class DeliveriesModelTest {

  private static final int LENGTH = 6;
  private static final FreshDatabase FRESH = DatabaseWorld.SQLITE.fresh("platform", "files");

  private final Database database = FRESH.database();
  private final Deliveries deliveries = new Deliveries(database, new HandClock());

  @AfterContainer
  static void close() {
    FRESH.close();
  }

  /// A delivery as the model sees it.
  private static final class Delivery {
    final boolean[] has = new boolean[LENGTH];
    final Map<String, boolean[]> underWay = new HashMap<>();
    boolean counted;

    boolean collides(boolean[] bytes) {
      return underWay.values().stream()
          .anyMatch(other -> {
            for (int i = 0; i < LENGTH; i++) {
              if (other[i] && bytes[i]) {
                return true;
              }
            }
            return false;
          });
    }

    int bytes() {
      int count = 0;
      for (boolean each : has) {
        count += each ? 1 : 0;
      }
      return count;
    }

    /// What decides which of several is joined: one that holds a place, then one that has most.
    int rank() {
      return (underWay.isEmpty() ? 0 : 100) + bytes();
    }

    boolean whole() {
      return bytes() == LENGTH;
    }
  }

  private record Running(Deliveries.Transfer transfer, Delivery delivery, boolean[] bytes) {}

  @Property(tries = 150)
  void theCountIsThatOfAPlainModel(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 3) int most) {
    AliasId alias = Samples.addAlias(database);
    List<Delivery> model = new ArrayList<>();
    List<Running> running = new ArrayList<>();
    for (int step = 0; step < 25; step++) {
      if (running.isEmpty() || random.nextInt(5) < 3) {
        begin(random, alias, most, model, running);
      } else {
        end(random, running.remove(random.nextInt(running.size())));
      }
      long counted = model.stream().filter(it -> it.counted).count();
      assertThat(counted).isLessThanOrEqualTo(most);
      assertThat(taken(alias)).isEqualTo(counted);
    }
  }

  private void begin(
      Random random, AliasId alias, int most, List<Delivery> model, List<Running> running) {
    List<ByteRange> parts = parts(random);
    boolean[] bytes = bytes(parts);
    Delivery joined = null;
    for (Delivery each : model) {
      if (!each.counted
          && !each.collides(bytes)
          && (joined == null || each.rank() > joined.rank())) {
        joined = each;
      }
    }
    Delivery own = joined;
    long counted = model.stream().filter(it -> it.counted).count();
    long held =
        model.stream().filter(it -> !it.counted && !it.underWay.isEmpty() && it != own).count();
    String expected =
        counted >= most
            ? "DOWNLOAD_LIMIT_REACHED"
            : counted + held >= most ? "DOWNLOAD_IN_PROGRESS" : "";
    try {
      Deliveries.Transfer transfer =
          deliveries.begin(
              new Deliveries.Wanted(alias, List.of("thing"), "\"tag\"", LENGTH, most), parts);
      assertThat(expected).isEmpty();
      Delivery delivery = delivery(transfer, model, own);
      delivery.underWay.put(transfer.id(), bytes);
      running.add(new Running(transfer, delivery, bytes));
    } catch (Refusal refusal) {
      assertThat(refusal.code()).isEqualTo(expected);
    }
  }

  private final Map<String, Delivery> byId = new HashMap<>();

  /// Of deliveries that have equally much either may be joined.
  private Delivery delivery(
      Deliveries.Transfer transfer, List<Delivery> model, @Nullable Delivery own) {
    Delivery known = byId.get(transfer.delivery());
    if (known != null) {
      assertThat(own).isNotNull();
      assertThat(known.rank()).isEqualTo(own.rank());
      return known;
    }
    assertThat(own).isNull();
    Delivery fresh = new Delivery();
    byId.put(transfer.delivery(), fresh);
    model.add(fresh);
    return fresh;
  }

  private void end(Random random, Running answer) {
    List<ByteRange> all = ranges(answer.bytes());
    boolean cut = random.nextInt(3) == 0;
    List<ByteRange> sent = cut ? cut(random, all) : all;
    boolean[] went = bytes(sent);
    answer.delivery().underWay.remove(answer.transfer().id());
    boolean whole = false;
    if (!answer.delivery().counted) {
      for (int i = 0; i < LENGTH; i++) {
        answer.delivery().has[i] |= went[i];
      }
      whole = answer.delivery().whole();
      answer.delivery().counted = whole;
    }
    Deliveries.Ended ended =
        database.write(tx -> deliveries.end(tx, answer.transfer(), sent, !cut));
    assertThat(ended.whole()).isEqualTo(whole);
  }

  private static List<ByteRange> cut(Random random, List<ByteRange> all) {
    ByteRange first = all.getFirst();
    long length = random.nextLong(first.length());
    return length == 0 ? List.of() : List.of(new ByteRange(first.offset(), length));
  }

  private static List<ByteRange> parts(Random random) {
    if (random.nextInt(3) == 0) {
      return List.of(new ByteRange(0, LENGTH));
    }
    int from = random.nextInt(LENGTH);
    return List.of(new ByteRange(from, 1 + random.nextInt(LENGTH - from)));
  }

  private static boolean[] bytes(List<ByteRange> parts) {
    boolean[] bytes = new boolean[LENGTH];
    for (ByteRange part : parts) {
      for (long i = part.offset(); i < part.end(); i++) {
        bytes[(int) i] = true;
      }
    }
    return bytes;
  }

  private static List<ByteRange> ranges(boolean[] bytes) {
    List<ByteRange> single = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      if (bytes[i]) {
        single.add(new ByteRange(i, 1));
      }
    }
    return Ranges.of(single).list();
  }

  private long taken(AliasId alias) {
    return database
        .read(sql -> AliasStore.taken(sql, List.of(alias)))
        .getOrDefault(alias, Map.of())
        .getOrDefault("thing", 0L);
  }
}
