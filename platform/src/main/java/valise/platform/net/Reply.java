package valise.platform.net;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// How a request to a stranger went.
public sealed interface Reply {

  /// A complete answer, whatever its status.
  ///
  /// @param body the first bytes of it, undecoded
  /// @param cut whether there was more than may be kept
  /// @param inside whether it came from a network that strangers do not reach; then it is not for
  ///   strangers to read
  @SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
  record Answered(int status, List<Header> headers, byte[] body, boolean cut, boolean inside)
      implements Reply {

    public Answered {
      headers = List.copyOf(headers);
    }

    /// The first header of that name, in any case.
    public Optional<String> header(String name) {
      return headers.stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(Header::value)
          .findFirst();
    }

    public boolean successful() {
      return status >= 200 && status < 300;
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /// There is no answer.
  sealed interface Unanswered extends Reply, Opening permits Refused, Failed {

    /// Why, in words.
    String message();
  }

  /// We did not ask: the address may not be reached. Trying again does not help until the operator
  /// or the name's owner changes something.
  record Refused(Reason reason, String message) implements Unanswered {}

  /// We asked and got no complete answer.
  record Failed(Kind kind, String message) implements Unanswered {}

  enum Reason {
    /// Not an absolute http or https address with a host, or one with a user's name in it.
    BAD_ADDRESS,
    /// A network that the operator does not let strangers send us to.
    OUT_OF_REACH,
    TOO_MANY_REDIRECTS
  }

  enum Kind {
    /// The name has no address, or its name server none for us in time.
    UNKNOWN_HOST,
    /// Nobody listens there, or there is no way.
    NOT_CONNECTED,
    /// No trusted encrypted connection.
    TLS,
    /// The deadline passed.
    TIMED_OUT,
    /// The connection ended before the answer did.
    CUT,
    /// What came was not HTTP, or too much of it.
    NOT_HTTP
  }
}
