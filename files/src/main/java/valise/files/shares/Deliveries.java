package valise.files.shares;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import valise.files.ids.AliasId;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.http.ByteRange;

/// Keeps count of what recipients have received (docs/decisions/0010).
///
/// A delivery is whole, and counts, when every byte of it has been handed to the recipient's
/// connections once; the ranges of several answers add up. A place below the limit is held only
/// while bytes flow: an answer that breaks off gives it back, and may be tried again. An answer
/// joins a delivery that has begun unless its bytes are on their way already; then it needs a place
/// of its own. So no two racers can have the last one.
@Component
public final class Deliveries {

  /// How long an answer keeps its place without a sign of life.
  static final Duration HOLD = Duration.ofMinutes(30);

  /// How often an answer under way gives one.
  static final Duration SIGN_OF_LIFE = Duration.ofMinutes(5);

  private static final Duration FORGET_AFTER = Duration.ofDays(30);
  private static final Duration COME_BACK = Duration.ofSeconds(10);

  private final Database database;
  private final InstantSource clock;

  Deliveries(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /// What is about to be sent to a recipient.
  ///
  /// @param things what of the share is in it
  /// @param content the tag of the bytes
  /// @param length bytes of the whole
  /// @param maxDownloads of each thing; -1 is no limit
  record Wanted(AliasId alias, List<String> things, String content, long length, int maxDownloads) {

    Wanted {
      things = List.copyOf(things);
    }
  }

  /// One answer under way.
  record Transfer(String id, String delivery, AliasId alias) {}

  /// Holds a place for an answer with these bytes.
  ///
  /// @throws Refusal `DOWNLOAD_LIMIT_REACHED` when there is none left, `DOWNLOAD_IN_PROGRESS` when
  ///   the last ones are held by answers under way
  Transfer begin(Wanted wanted, List<ByteRange> parts) {
    Instant now = clock.instant();
    Ranges ranges = Ranges.of(parts);
    return database.write(tx -> {
      AliasStore.hold(tx, wanted.alias());
      List<DeliveryStore.Transfer> underWay = DeliveryStore.underWay(tx.sql(), wanted.alias(), now);
      List<DeliveryStore.Started> unfinished = DeliveryStore.unfinished(tx.sql(), wanted.alias());
      Optional<DeliveryStore.Started> joined = joined(wanted, ranges, unfinished, underWay);
      if (wanted.maxDownloads() >= 0) {
        requirePlace(tx, wanted, others(joined, unfinished, underWay));
      }
      DeliveryStore.Started delivery = joined.orElseGet(() -> start(tx, wanted, now));
      Transfer transfer = new Transfer(mint(), delivery.id(), wanted.alias());
      DeliveryStore.insert(
          tx,
          wanted.alias(),
          new DeliveryStore.Transfer(transfer.id(), delivery.id(), ranges, now.plus(HOLD)));
      return transfer;
    });
  }

  /// The delivery of the same bytes that this answer can go on with: none of its bytes is on its
  /// way there. Of several one that holds a place already, then the one that has most.
  private static Optional<DeliveryStore.Started> joined(
      Wanted wanted,
      Ranges ranges,
      List<DeliveryStore.Started> unfinished,
      List<DeliveryStore.Transfer> underWay) {
    return unfinished.stream()
        .filter(each -> each.content().equals(wanted.content()) && each.length() == wanted.length())
        .filter(each ->
            underWay.stream()
                .filter(transfer -> transfer.delivery().equals(each.id()))
                .noneMatch(transfer -> collide(transfer.ranges(), ranges)))
        .max(
            Comparator.<DeliveryStore.Started>comparingInt(each -> isHeld(each, underWay) ? 1 : 0)
                .thenComparingLong(each -> each.received().bytes()));
  }

  private static boolean isHeld(
      DeliveryStore.Started delivery, List<DeliveryStore.Transfer> underWay) {
    return underWay.stream().anyMatch(it -> it.delivery().equals(delivery.id()));
  }

  /// Two answers without bytes are two of the same empty file.
  private static boolean collide(Ranges one, Ranges other) {
    return one.intersects(other) || (one.list().isEmpty() && other.list().isEmpty());
  }

  /// The deliveries that hold a place, but for the one that is joined.
  private static List<DeliveryStore.Started> others(
      Optional<DeliveryStore.Started> joined,
      List<DeliveryStore.Started> unfinished,
      List<DeliveryStore.Transfer> underWay) {
    Set<String> held =
        underWay.stream().map(DeliveryStore.Transfer::delivery).collect(Collectors.toSet());
    joined.ifPresent(own -> held.remove(own.id()));
    return unfinished.stream().filter(each -> held.contains(each.id())).toList();
  }

  private static void requirePlace(Tx tx, Wanted wanted, List<DeliveryStore.Started> holding) {
    Map<String, Long> taken =
        AliasStore.taken(tx.sql(), List.of(wanted.alias())).getOrDefault(wanted.alias(), Map.of());
    boolean inProgress = false;
    for (String thing : wanted.things()) {
      long gone = taken.getOrDefault(thing, 0L);
      if (gone >= wanted.maxDownloads()) {
        throw ShareRefusals.limitReached();
      }
      long held = holding.stream().filter(each -> each.things().contains(thing)).count();
      inProgress |= gone + held >= wanted.maxDownloads();
    }
    if (inProgress) {
      throw ShareRefusals.inProgress(COME_BACK);
    }
  }

  private static DeliveryStore.Started start(Tx tx, Wanted wanted, Instant now) {
    DeliveryStore.Started delivery =
        new DeliveryStore.Started(
            mint(),
            wanted.alias(),
            wanted.content(),
            wanted.length(),
            wanted.things(),
            Ranges.NONE,
            false);
    DeliveryStore.insert(tx, delivery, now);
    return delivery;
  }

  private static String mint() {
    return UUID.randomUUID().toString();
  }

  /// A sign of life of an answer that takes long.
  void keep(Transfer transfer) {
    Instant until = clock.instant().plus(HOLD);
    database.write(tx -> {
      DeliveryStore.hold(tx, transfer.id(), until);
      return true;
    });
  }

  /// What an answer came to.
  ///
  /// @param whole whether with it the delivery became whole
  /// @param things what was in it
  record Ended(boolean whole, List<String> things) {}

  /// Gives the answer's place back and adds what went out.
  ///
  /// @param sent the parts that were handed to the connection
  /// @param all whether nothing of what the answer was to be is missing
  Ended end(Tx tx, Transfer transfer, List<ByteRange> sent, boolean all) {
    AliasStore.hold(tx, transfer.alias());
    DeliveryStore.remove(tx, transfer.id());
    Optional<DeliveryStore.Started> found = DeliveryStore.find(tx.sql(), transfer.delivery());
    if (found.isEmpty() || found.get().finished()) {
      return new Ended(false, List.of());
    }
    DeliveryStore.Started delivery = found.get();
    Ranges received = delivery.received().plus(Ranges.of(sent));
    DeliveryStore.receive(tx, delivery.id(), received);
    boolean whole = delivery.length() == 0 ? all : received.covers(delivery.length());
    if (whole) {
      DeliveryStore.finish(tx, delivery.id(), clock.instant());
      AliasStore.delivered(tx, transfer.alias(), new HashSet<>(delivery.things()));
    }
    return new Ended(whole, delivery.things());
  }

  /// Forgets what nobody ended; to be called from time to time.
  public int sweep() {
    Instant now = clock.instant();
    return database.write(tx -> DeliveryStore.sweep(tx, now, now.minus(FORGET_AFTER)));
  }
}
