package valise.hub.documents;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import valise.platform.Refusal;

/// A path as callers of the hub write it: absolute, with `/` between names, `/` alone for the root
/// [docs].
///
/// Elements whose provider names things by their path use it as id too: encoded twice, so that it
/// survives as one segment of an address, with a blank as `%2B` [docs].
record HubPath(String text) {

  static final HubPath ROOT = new HubPath("/");

  private static final int MAX_LENGTH = 4_096;

  HubPath {
    if (!text.startsWith("/") || (text.length() > 1 && text.endsWith("/"))) {
      throw new IllegalArgumentException("A path begins with a slash and does not end with one");
    }
  }

  /// Reads what a caller wrote.
  ///
  /// @throws Refusal `BAD_PATH`
  static HubPath parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw bad("is longer than " + MAX_LENGTH + " characters");
    }
    if (!text.startsWith("/")) {
      throw bad("must begin with '/'");
    }
    String trimmed =
        text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (trimmed.equals("/")) {
      return ROOT;
    }
    for (String name : trimmed.substring(1).split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw bad("must not have empty names, '.' or '..' in it");
      }
      if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
        throw bad("must not have control characters in it");
      }
    }
    return new HubPath(trimmed);
  }

  private static Refusal bad(String why) {
    return Refusal.malformed("BAD_PATH", "The path " + why + ".");
  }

  /// Reads a path that was made an id. Whether the caller encoded it once more or once too few for
  /// the address does not matter: encoded, it never begins with a slash.
  static HubPath ofId(String id) {
    String text = id;
    try {
      for (int i = 0; i < 3 && !text.startsWith("/"); i++) {
        text = URLDecoder.decode(text, StandardCharsets.UTF_8);
      }
    } catch (IllegalArgumentException e) {
      throw Refusal.noSuchThing("What has the id '" + id + "'");
    }
    if (!text.startsWith("/")) {
      throw Refusal.noSuchThing("What has the id '" + id + "'");
    }
    return parse(text);
  }

  String id() {
    String once = URLEncoder.encode(text, StandardCharsets.UTF_8);
    return URLEncoder.encode(once, StandardCharsets.UTF_8);
  }

  boolean isRoot() {
    return text.equals("/");
  }

  String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  HubPath parent() {
    int slash = text.lastIndexOf('/');
    return slash <= 0 ? ROOT : new HubPath(text.substring(0, slash));
  }

  HubPath child(String name) {
    return parse((isRoot() ? "" : text) + "/" + name);
  }

  HubPath lowerCase() {
    return new HubPath(text.toLowerCase(Locale.ROOT));
  }

  boolean sameAs(HubPath other) {
    return text.equalsIgnoreCase(other.text());
  }

  /// Whether this lies somewhere below `folder`.
  boolean isBelow(HubPath folder) {
    String prefix = folder.isRoot() ? "/" : folder.text() + "/";
    return text.length() > prefix.length()
        && text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
