package valise.hub.instances;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valise.platform.net.Header;
import valise.platform.net.Patience;
import valise.platform.net.StreamedBody;

/// A request to an instance's provider.
///
/// @param method in upper case
/// @param target a path, with its query, that follows the instance's base URL; or a whole address
/// @param authorized whether the instance's leave is shown; to addresses that are not the
///   provider's own it never is. A request that has an `Authorization` of its own shows that
/// @param shown how the access token is shown; none: as the element's way to sign in has it
public record CallRequest(
    String method,
    String target,
    List<Header> headers,
    Body body,
    boolean authorized,
    Optional<Shown> shown,
    Patience patience) {

  /// For calls whose answers are small.
  public static final Patience BRIEF =
      new Patience(Duration.ofSeconds(30), Duration.ofMinutes(2), 0);

  /// For the bytes of files.
  public static final Patience LONG = new Patience(Duration.ofMinutes(1), Duration.ofHours(12), 0);

  /// An access token in a header of an element's choice, between two texts.
  public record Shown(String header, String before, String after) {}

  /// What is sent along.
  public sealed interface Body {
    /// Nothing.
    record None() implements Body {}

    /// What is held, and can be sent again.
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
    record Held(byte[] bytes, String contentType) implements Body {}

    /// What passes once.
    record Streamed(StreamedBody stream) implements Body {}
  }

  public CallRequest {
    headers = List.copyOf(headers);
  }

  public static CallRequest of(String method, String target) {
    return new CallRequest(
        method, target, List.of(), new Body.None(), true, Optional.empty(), BRIEF);
  }

  public static CallRequest get(String target) {
    return of("GET", target);
  }

  public CallRequest with(String header, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(header, value));
    return new CallRequest(method, target, more, body, authorized, shown, patience);
  }

  /// The same elsewhere.
  public CallRequest at(String elsewhere) {
    return new CallRequest(method, elsewhere, headers, body, authorized, shown, patience);
  }

  public CallRequest sending(String text, String contentType) {
    return sending(new Body.Held(text.getBytes(StandardCharsets.UTF_8), contentType));
  }

  public CallRequest sendingJson(String json) {
    return sending(json, "application/json");
  }

  public CallRequest sending(Body sent) {
    return new CallRequest(method, target, headers, sent, authorized, shown, patience);
  }

  /// The same as a stranger.
  public CallRequest unauthorized() {
    return new CallRequest(method, target, headers, body, false, shown, patience);
  }

  public CallRequest patiently(Patience with) {
    return new CallRequest(method, target, headers, body, authorized, shown, with);
  }

  public CallRequest showing(Shown token) {
    return new CallRequest(method, target, headers, body, authorized, Optional.of(token), patience);
  }

  /// Whether it says itself who asks.
  boolean introducesItself() {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase("Authorization"));
  }

  Optional<StreamedBody> stream() {
    return body instanceof Body.Streamed(StreamedBody stream)
        ? Optional.of(stream)
        : Optional.empty();
  }
}
