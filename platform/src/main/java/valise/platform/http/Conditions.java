package valise.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The conditions a request makes on the representation it asks for (RFC 9110, section 13).
///
/// Each component is the values of the header of that name, joined by commas; empty text when the
/// request has no such header.
public record Conditions(
    String ifMatch,
    String ifNoneMatch,
    String ifModifiedSince,
    String ifUnmodifiedSince,
    String ifRange) {

  /// What the conditions come to.
  public sealed interface Verdict {}

  /// Serve it; a `Range` header counts only when `rangesHold`.
  public record Proceed(boolean rangesHold) implements Verdict {}

  /// Answer 304: the caller has it already.
  public record NotModified() implements Verdict {}

  /// Answer 412.
  public record PreconditionFailed() implements Verdict {}

  /// What we know about the representation there is.
  public record Validators(ETag etag, Instant lastModified) {}

  public static final Conditions NONE = new Conditions("", "", "", "", "");

  /// The conditions of a request.
  public static Conditions of(HttpServletRequest request) {
    return new Conditions(
        joined(request, "If-Match"),
        joined(request, "If-None-Match"),
        joined(request, "If-Modified-Since"),
        joined(request, "If-Unmodified-Since"),
        joined(request, "If-Range"));
  }

  private static String joined(HttpServletRequest request, String name) {
    List<String> values = Collections.list(request.getHeaders(name));
    return String.join(", ", values);
  }

  /// Judges the conditions in the order of RFC 9110, section 13.2.2. `now` is needed because a date
  /// identifies bytes exactly only when its second is over.
  public Verdict judge(String method, Validators there, Instant now) {
    boolean reads = method.equals("GET") || method.equals("HEAD");
    Instant modified = there.lastModified().truncatedTo(ChronoUnit.SECONDS);

    if (!ifMatch.isEmpty()) {
      if (!lists(ifMatch, there.etag(), true)) {
        return new PreconditionFailed();
      }
    } else if (HttpDates.read(ifUnmodifiedSince).filter(modified::isAfter).isPresent()) {
      return new PreconditionFailed();
    }

    if (!ifNoneMatch.isEmpty()) {
      if (lists(ifNoneMatch, there.etag(), false)) {
        return reads ? new NotModified() : new PreconditionFailed();
      }
    } else if (reads
        && HttpDates.read(ifModifiedSince).filter(since -> !modified.isAfter(since)).isPresent()) {
      return new NotModified();
    }

    return new Proceed(method.equals("GET") && rangesHold(there.etag(), modified, now));
  }

  private static boolean lists(String header, ETag etag, boolean strongly) {
    if (header.strip().equals("*")) {
      return true;
    }
    return ETag.list(header).stream()
        .anyMatch(each -> strongly ? each.matchesStrongly(etag) : each.matchesWeakly(etag));
  }

  private boolean rangesHold(ETag etag, Instant modified, Instant now) {
    if (ifRange.isEmpty()) {
      return true;
    }
    Optional<ETag> tag = ETag.one(ifRange);
    if (tag.isPresent()) {
      return tag.get().matchesStrongly(etag);
    }
    boolean secondIsOver = !now.isBefore(modified.plusSeconds(1));
    return secondIsOver && HttpDates.read(ifRange).filter(modified::equals).isPresent();
  }
}
