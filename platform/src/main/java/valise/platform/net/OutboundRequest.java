package valise.platform.net;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request to a stranger.
///
/// @param method in upper case
/// @param contentType of `body`; ignored when there is none
@SuppressWarnings("ArrayRecordComponent") // A carrier of bytes; nobody compares it.
public record OutboundRequest(
    String method, URI uri, List<Header> headers, Optional<String> contentType, byte[] body) {

  public OutboundRequest {
    headers = List.copyOf(headers);
  }

  public static OutboundRequest get(URI uri) {
    return new OutboundRequest("GET", uri, List.of(), Optional.empty(), new byte[0]);
  }

  public static OutboundRequest postJson(URI uri, String json) {
    return new OutboundRequest(
        "POST",
        uri,
        List.of(),
        Optional.of("application/json; charset=utf-8"),
        json.getBytes(StandardCharsets.UTF_8));
  }

  public OutboundRequest with(String header, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(header, value));
    return new OutboundRequest(method, uri, more, contentType, body);
  }

  /// What a redirect with `status` to `next` asks for. Only 307 and 308 carry the method and the
  /// body on; another origin gets none of the headers, which were meant for the first.
  OutboundRequest redirected(int status, URI next) {
    boolean same = status == 307 || status == 308;
    List<Header> kept = origin(uri).equals(origin(next)) ? headers : List.of();
    return same
        ? new OutboundRequest(method, next, kept, contentType, body)
        : new OutboundRequest(
            method.equals("HEAD") ? "HEAD" : "GET", next, kept, Optional.empty(), new byte[0]);
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
