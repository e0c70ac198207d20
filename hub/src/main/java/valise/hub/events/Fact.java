package valise.hub.events;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What is known of an update beside that it was one.
public enum Fact {
  /// It is in another folder than before.
  MOVED,
  RENAMED,
  /// Its content is another.
  CONTENT;

  static String text(Set<Fact> facts) {
    return facts.stream().sorted().map(Fact::word).collect(Collectors.joining(" "));
  }

  static Set<Fact> parse(String text) {
    Set<Fact> facts = EnumSet.noneOf(Fact.class);
    Arrays.stream(text.split(" "))
        .filter(word -> !word.isEmpty())
        .forEach(word -> facts.add(valueOf(word.toUpperCase(Locale.ROOT))));
    return facts;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
