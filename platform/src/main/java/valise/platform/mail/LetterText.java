package valise.platform.mail;

import java.util.StringJoiner;
import java.util.stream.Collectors;

/// A letter for those who read plain text. What others wrote is quoted, so that it cannot pass for
/// words of ours.
final class LetterText {

  private LetterText() {}

  static String of(Letter letter) {
    StringJoiner blocks = new StringJoiner("\n\n", "", "\n");
    for (Letter.Part part : letter.parts()) {
      blocks.add(block(part));
    }
    StringJoiner end = new StringJoiner("\n", "-- \n", "");
    end.add(line(letter.house()));
    if (!letter.footnote().isEmpty()) {
      end.add(line(letter.footnote()));
    }
    return blocks.add(end.toString()).toString();
  }

  private static String block(Letter.Part part) {
    return switch (part) {
      case Letter.Part.Title(String text) -> line(text);
      case Letter.Part.Paragraph(String text) -> line(text);
      case Letter.Part.Aside(String text) -> line(text);
      case Letter.Part.Words(String text) ->
          text.lines().map(each -> ("> " + each).stripTrailing()).collect(Collectors.joining("\n"));
      case Letter.Part.Facts(var facts) ->
          facts.stream()
              .map(fact -> line(fact.name()) + ": " + line(fact.value()))
              .collect(Collectors.joining("\n"));
      case Letter.Part.Things(var things, int more) ->
          things.stream().map(LetterText::thing).collect(Collectors.joining("\n"))
              + (more > 0 ? "\n  and " + more + " more" : "");
      case Letter.Part.Button(String label, String address) -> line(label) + ":\n" + address;
    };
  }

  private static String thing(Letter.Thing thing) {
    return "- "
        + line(thing.name())
        + (thing.detail().isEmpty() ? "" : " (" + line(thing.detail()) + ")");
  }

  /// A name must not begin a line of its own.
  private static String line(String text) {
    return Header.line(text, Integer.MAX_VALUE);
  }
}
