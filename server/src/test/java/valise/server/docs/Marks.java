package valise.server.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The marks of [valise.platform.evidence] on the tests of all modules, read from the sources: so
/// the printed table does not depend on which modules were compiled.
final class Marks {

  /// One line of the table.
  record Mark(String area, String claim, String evidence) {}

  private static final Pattern MARK = Pattern.compile("^\\s*@(Verified|Differs|Assumed)\\(");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(\\w+)\\s*=\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern NAMED = Pattern.compile("(?:void|class|interface)\\s+(\\w+)");

  private Marks() {}

  static List<Mark> all() throws IOException {
    List<Mark> marks = new ArrayList<>();
    for (Path source : Repository.sources("src/test/java")) {
      if (source.endsWith("CompatibilityDocumentTest.java")) {
        // It quotes marks in order to test how they are read.
        continue;
      }
      marks.addAll(in(Files.readString(source), area(source)));
    }
    return marks;
  }

  static List<Mark> in(String source, String usualArea) {
    List<Mark> marks = new ArrayList<>();
    int offset = 0;
    for (String line : source.split("(?<=\n)")) {
      Matcher begins = MARK.matcher(line);
      if (begins.find()) {
        int open = offset + begins.end();
        int close = closing(source, open);
        marks.add(
            mark(
                begins.group(1),
                attributes(source.substring(open, close)),
                usualArea,
                name(source.substring(close))));
      }
      offset += line.length();
    }
    return marks;
  }

  private static int closing(String source, int from) {
    boolean quoted = false;
    for (int i = from; i < source.length(); i++) {
      char c = source.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == ')') {
        return i;
      }
    }
    throw new IllegalArgumentException("A mark without an end");
  }

  private static Map<String, String> attributes(String text) {
    Map<String, String> attributes = new HashMap<>();
    Matcher attribute = ATTRIBUTE.matcher(text);
    while (attribute.find()) {
      StringBuilder value = new StringBuilder();
      Matcher literal = LITERAL.matcher(attribute.group(2));
      while (literal.find()) {
        value.append(literal.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
      }
      attributes.put(attribute.group(1), value.toString());
    }
    return attributes;
  }

  private static Mark mark(
      String kind, Map<String, String> attributes, String usualArea, String testName) {
    String evidence =
        switch (kind) {
          case "Verified" ->
              "verified against " + need(attributes, "against") + ", " + need(attributes, "when");
          case "Differs" -> "**differs**: " + need(attributes, "why");
          default -> "assumed from " + need(attributes, "from");
        };
    return new Mark(
        attributes.getOrDefault("area", usualArea),
        attributes.getOrDefault("claim", words(testName)),
        evidence);
  }

  private static String need(Map<String, String> attributes, String name) {
    String value = attributes.get(name);
    if (value == null) {
      throw new IllegalArgumentException("A mark without '" + name + "': " + attributes);
    }
    return value;
  }

  private static String name(String after) {
    Matcher named = NAMED.matcher(after);
    if (!named.find()) {
      throw new IllegalArgumentException("A mark on nothing");
    }
    return named.group(1);
  }

  /// `andASyncDeletesALateFile` reads "and a sync deletes a late file".
  static String words(String name) {
    String spaced =
        name.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
            .toLowerCase(Locale.ROOT);
    return Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
  }

  private static String area(Path source) {
    String folder = String.valueOf(source.getParent().getFileName());
    return Character.toUpperCase(folder.charAt(0)) + folder.substring(1);
  }

  static String table(List<Mark> marks) {
    Map<String, List<Mark>> byArea = new TreeMap<>();
    marks.forEach(mark -> byArea.computeIfAbsent(mark.area(), a -> new ArrayList<>()).add(mark));
    StringBuilder table = new StringBuilder();
    byArea.forEach((area, all) -> {
      table.append("\n### ").append(area).append("\n\n| What | How we know |\n|---|---|\n");
      all.forEach(mark ->
          table
              .append("| ")
              .append(mark.claim().replace("|", "\\|"))
              .append(" | ")
              .append(mark.evidence().replace("|", "\\|"))
              .append(" |\n"));
    });
    return table.toString();
  }
}
