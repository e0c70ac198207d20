package valise.platform.mail;

import java.time.Instant;
import java.util.function.Consumer;
import valise.platform.db.Tx;

/// What came of composing a mail, just before it would be sent.
public sealed interface Composition {

  /// @param onceSent what to do in the transaction that keeps that it was sent
  record Ready(Message message, Consumer<Tx> onceSent) implements Composition {}

  /// More may have to go into it.
  record NotYet(Instant at) implements Composition {}

  /// There is nothing to say to anybody any more.
  ///
  /// @param instead what to do in the transaction that ends it
  record Nothing(Consumer<Tx> instead) implements Composition {}

  static Composition ready(Message message) {
    return new Ready(message, tx -> {});
  }

  static Composition nothing() {
    return new Nothing(tx -> {});
  }
}
