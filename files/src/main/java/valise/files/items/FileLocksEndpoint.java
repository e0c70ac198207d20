package valise.files.items;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// File locks, and the older check-out calls as the same thing: sharefile-v3 sections 19.2 and 4.1.
@Endpoint
final class FileLocksEndpoint {

  /// For a client that names no end.
  private static final Duration DEFAULT = Duration.ofHours(24);

  private static final Duration LONGEST = Duration.ofDays(365);

  private final CheckOuts checkOuts;

  FileLocksEndpoint(CheckOuts checkOuts) {
    this.checkOuts = checkOuts;
  }

  /// What a client may send; whoever asks is the owner, so `Owner` is not read.
  record LockBody(
      Field<String> lockId, Field<Instant> expirationDate, Field<Integer> expirationTimeInMinutes) {

    /// The date wins over the minutes [net-sdk].
    Instant end(Instant now) {
      Instant end =
          expirationDate
              .value()
              .filter(date -> !Dates.isZero(date))
              .orElseGet(() ->
                  now.plus(
                      expirationTimeInMinutes
                          .value()
                          .map(minutes -> Duration.ofMinutes(minutes))
                          .orElse(DEFAULT)));
      if (!end.isAfter(now)) {
        throw Refusal.malformed("BAD_EXPIRATION", "A lock must end in the future.");
      }
      return end.isAfter(now.plus(LONGEST)) ? now.plus(LONGEST) : end;
    }
  }

  @GetMapping("/sf/v3/Items({id})/FileLock")
  Answer get(Call call, @PathVariable String id) {
    return checkOuts
        .of(call.principal(), id)
        .map(lock -> answer(lock, call))
        .orElseThrow(() -> Refusal.noSuchThing("A lock on this file"));
  }

  @PostMapping("/sf/v3/Items({id})/FileLock")
  Answer take(Call call, @PathVariable String id) {
    LockBody body = call.body(LockBody.class);
    String lockId = body.lockId().value().filter(t -> !t.isBlank()).orElseGet(this::newLockId);
    if (lockId.length() > 64) {
      throw Refusal.malformed("BAD_LOCK_ID", "A LockId has at most 64 characters.");
    }
    return answer(checkOuts.take(call.principal(), id, lockId, body.end(call.now())), call);
  }

  private String newLockId() {
    return UUID.randomUUID().toString();
  }

  @PatchMapping({"/sf/v3/Items({id})/FileLock", "/sf/v3/Items({id})/FileLock({lockId})"})
  Answer renew(Call call, @PathVariable String id) {
    LockBody body = call.body(LockBody.class);
    return answer(
        checkOuts.renew(call.principal(), id, body.lockId().value(), body.end(call.now())), call);
  }

  @DeleteMapping("/sf/v3/Items({id})/FileLock({lockId})")
  Answer unlock(Call call, @PathVariable String id, @PathVariable String lockId) {
    checkOuts.release(call.principal(), id, Optional.of(lockId));
    return Answer.nothing();
  }

  @DeleteMapping("/sf/v3/Items({id})/FileLock")
  Answer unlockAny(Call call, @PathVariable String id) {
    checkOuts.release(call.principal(), id, Optional.empty());
    return Answer.nothing();
  }

  /// Ends a lock whose holder does not come back; takes the right to manage the folder.
  @PostMapping("/sf/v3/Items({id})/FileLock({lockId})/Discard")
  Answer discard(Call call, @PathVariable String id, @PathVariable String lockId) {
    checkOuts.discard(call.principal(), id, Optional.of(lockId));
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/Items({id})/CheckOut")
  Answer checkOut(Call call, @PathVariable String id) {
    checkOuts.take(call.principal(), id, newLockId(), call.now().plus(DEFAULT));
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/Items({id})/CheckIn")
  Answer checkIn(Call call, @PathVariable String id) {
    checkOuts.release(call.principal(), id, Optional.empty());
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/Items({id})/DiscardCheckOut")
  Answer discardCheckOut(Call call, @PathVariable String id) {
    checkOuts.discard(call.principal(), id, Optional.empty());
    return Answer.nothing();
  }

  private static Answer answer(Locks.Lock lock, Call call) {
    return Answer.value(FileLockJson.SHAPE, new FileLockJson(lock, call));
  }
}
