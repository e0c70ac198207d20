package valise.files.items;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.files.odata.Call;
import valise.files.odata.Shape;

/// The vendor's `FileLock` [net-sdk].
record FileLockJson(Locks.Lock lock, Call call) {

  static final Shape<FileLockJson> SHAPE =
      Shape.<FileLockJson>of("FileLock")
          .with("LockId", it -> it.lock().lockId())
          .withDate("ExpirationDate", it -> Optional.of(it.lock().expiresAt()))
          .with(
              "ExpirationTimeInMinutes",
              it ->
                  Math.max(0, Duration.between(it.call().now(), it.lock().expiresAt()).toMinutes()))
          .toOneReferenced("Owner", "Users", it -> Optional.of(it.lock().owner().value()))
          .build();

  static Shape.@Nullable Nested<FileLockJson> nested(Optional<Locks.Lock> lock, Call call) {
    return lock.map(it -> new Shape.Nested<>(SHAPE, new FileLockJson(it, call))).orElse(null);
  }
}
