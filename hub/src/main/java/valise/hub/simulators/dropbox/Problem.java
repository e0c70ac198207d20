package valise.hub.simulators.dropbox;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An answer other than success, in one of the API's three dialects: 409 with a tagged union that
/// belongs to the route, 401 and 429 with one that belongs to all, 400 with plain text.
final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  final int status;
  final String type;
  final String body;
  final Map<String, String> headers = new TreeMap<>();

  private Problem(int status, String type, String body) {
    super(body, null, false, false);
    this.status = status;
    this.type = type;
    this.body = body;
  }

  /// The route's own error: `path/not_found` becomes the union `{".tag": "path", "path": {".tag":
  /// "not_found"}}`, at any depth.
  static Problem endpoint(String... tags) {
    return endpoint(String.join("/", tags), union(tags, 0));
  }

  static Problem endpoint(String summary, ObjectNode error) {
    return json(409, summary, error);
  }

  /// What makes an upload fail has its reason under `reason`, not under its tag.
  static Problem upload(String sessionId, String... reason) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put(".tag", "path");
    error.set("reason", union(reason, 0));
    error.put("upload_session_id", sessionId);
    return endpoint("path/" + String.join("/", reason), error);
  }

  static Problem unauthorized(String tag) {
    return json(401, tag, union(new String[] {tag}, 0));
  }

  static Problem tooMany(long seconds) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.set("reason", union(new String[] {"too_many_requests"}, 0));
    error.put("retry_after", seconds);
    Problem problem = json(429, "too_many_requests", error);
    problem.headers.put("Retry-After", Long.toString(seconds));
    return problem;
  }

  static Problem badRequest(String route, String message) {
    return text(400, "Error in call to API function \"" + route + "\": " + message);
  }

  static Problem text(int status, String text) {
    return new Problem(status, "text/plain; charset=utf-8", text);
  }

  static Problem raw(int status, String type, String body) {
    return new Problem(status, type, body);
  }

  /// OAuth's own dialect (RFC 6749).
  static Problem oauth(String error, String description) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", error);
    body.put("error_description", description);
    return new Problem(400, "application/json", body.toString());
  }

  /// The vendor lets a summary end in dots at random, so that nobody parses it to its end.
  private static Problem json(int status, String summary, ObjectNode error) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error_summary", summary + "/..");
    body.set("error", error);
    return new Problem(status, "application/json", body.toString());
  }

  static ObjectNode union(String[] tags, int at) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(".tag", tags[at]);
    if (at + 1 < tags.length) {
      node.set(tags[at], union(tags, at + 1));
    }
    return node;
  }
}
