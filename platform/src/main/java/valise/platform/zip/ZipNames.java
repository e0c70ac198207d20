package valise.platform.zip;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The names entries get in an archive: safe to unpack anywhere, and each only once, also where
/// names are compared without case.
final class ZipNames {

  /// An entry under its name in the archive; a folder's ends with a slash.
  record Named(String name, ZipLayout.Entry entry) {}

  /// The format allows 65,535 bytes; the rest is for a number that makes a name unique.
  private static final int MOST_BYTES = 65_000;

  private static final int LONGEST_LONE_SEGMENT = 10_000;

  private final Set<String> folders = new HashSet<>();
  private final Set<String> files = new HashSet<>();
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  private ZipNames() {}

  /// The entries under their names, in the order given. A folder named twice is there once.
  static List<Named> of(List<? extends ZipLayout.Entry> entries) {
    ZipNames names = new ZipNames();
    List<String> paths = new ArrayList<>(entries.size());
    for (ZipLayout.Entry entry : entries) {
      String path = clean(entry.name());
      paths.add(path);
      names.noteFolders(entry instanceof ZipLayout.Folder ? path + "/" : path);
    }
    List<Named> named = new ArrayList<>(entries.size());
    Set<String> written = new HashSet<>();
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      ZipLayout.Entry entry = entries.get(i);
      switch (entry) {
        case ZipLayout.File file -> named.add(new Named(names.unique(path), file));
        case ZipLayout.Folder folder -> {
          if (!path.isEmpty() && written.add(key(path))) {
            named.add(new Named(path + "/", folder));
          }
        }
      }
    }
    return named;
  }

  /// Files must not take the name of a folder, not even of one that only their neighbours imply.
  private void noteFolders(String path) {
    for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      if (!folders.add(key(path.substring(0, slash)))) {
        return; // Then its parents were noted too.
      }
    }
  }

  private String unique(String path) {
    String wanted = path.isEmpty() ? "_" : path;
    String key = key(wanted);
    if (!folders.contains(key) && files.add(key)) {
      return wanted;
    }
    int slash = wanted.lastIndexOf('/');
    int dot = wanted.lastIndexOf('.');
    int split = dot > slash + 1 ? dot : wanted.length();
    int number = lastNumbers.getOrDefault(key, 0);
    while (true) {
      number++;
      String other = wanted.substring(0, split) + " (" + number + ")" + wanted.substring(split);
      String otherKey = key(other);
      if (!folders.contains(otherKey) && files.add(otherKey)) {
        lastNumbers.put(key, number);
        return other;
      }
    }
  }

  private static String key(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFC)
        .toUpperCase(Locale.ROOT)
        .toLowerCase(Locale.ROOT);
  }

  /// A relative path without a single segment that means something to some file system: no `..`, no
  /// drive, no backslash, no control character. What must not stay becomes an underscore, so that
  /// different names stay different in length. Empty when nothing is left.
  static String clean(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(cleanSegment(segment));
      }
    }
    String clean = String.join("/", segments);
    while (segments.size() > 1 && clean.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      segments.removeFirst();
      clean = String.join("/", segments);
    }
    return segments.size() == 1 && clean.length() > LONGEST_LONE_SEGMENT
        ? cleanSegment(clean.substring(0, LONGEST_LONE_SEGMENT))
        : clean;
  }

  private static String cleanSegment(String segment) {
    StringBuilder clean = new StringBuilder(segment.length());
    segment.codePoints().forEach(c -> clean.appendCodePoint(allowed(c) ? c : '_'));
    // Windows drops blanks and dots at the end: `.. ` would be the folder above.
    for (int i = clean.length() - 1; i >= 0 && ". ".indexOf(clean.charAt(i)) >= 0; i--) {
      clean.setCharAt(i, '_');
    }
    return clean.toString();
  }

  private static boolean allowed(int c) {
    boolean halfACharacter = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !Character.isISOControl(c) && !halfACharacter && "\\:*?\"<>|".indexOf(c) < 0;
  }
}
