package valise.server.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of an address may be written down. A query's values are left out unless their name is known
/// to carry no secret, so that a parameter nobody thought of cannot leak one; so are parts of a
/// path that look like a ticket.
final class Redaction {

  private static final int MAX_LENGTH = 2_000;
  private static final String HIDDEN = "…";

  /// A GUID has 36 characters; tickets and tokens are longer.
  private static final Pattern TICKET = Pattern.compile("(?<=/)[A-Za-z0-9_~+=-]{40,}(?=/|$)");

  private static final Set<String> HARMLESS =
      Set.of(
          "$select",
          "$expand",
          "$filter",
          "$orderby",
          "$top",
          "$skip",
          "$inlinecount",
          "batchid",
          "batchlast",
          "byteoffset",
          "expirationdays",
          "filesize",
          "finish",
          "fmt",
          "forcesync",
          "hydrate",
          "id",
          "includedeleted",
          "index",
          "itemid",
          "maxresults",
          "method",
          "notify",
          "overwrite",
          "page",
          "pagesize",
          "passthrough",
          "path",
          "query",
          "raw",
          "redirect",
          "response_type",
          "singleversion",
          "size",
          "targetid",
          "threadcount",
          "tz",
          "unzip");

  private Redaction() {}

  static String path(@Nullable String uri) {
    return uri == null ? "" : cut(TICKET.matcher(uri).replaceAll(HIDDEN));
  }

  static String query(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return "";
    }
    StringBuilder shown = new StringBuilder(query.length());
    for (String pair : query.split("&", -1)) {
      if (!shown.isEmpty()) {
        shown.append('&');
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String known = name.replace("%24", "$").toLowerCase(Locale.ROOT);
      if (HARMLESS.contains(known)) {
        shown.append(pair);
      } else if (equals < 0) {
        // The vendor's links carry a bare value now and then.
        shown.append(pair.length() > 20 ? HIDDEN : pair);
      } else {
        shown.append(name).append('=').append(HIDDEN);
      }
      if (shown.length() > MAX_LENGTH) {
        break;
      }
    }
    return cut(shown.toString());
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + HIDDEN;
  }
}
