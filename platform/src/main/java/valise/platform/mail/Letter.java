package valise.platform.mail;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A mail as people read it. All mail is made of these, so that all of it looks alike, says the
/// same in its plain text as in its page, and escapes what strangers wrote.
///
/// @param house whose letter it is; stands on top
/// @param subject one line
/// @param preview what a list of mails shows behind the subject
/// @param parts from top to bottom
/// @param footnote why the reader gets it; below everything else
public record Letter(
    String house, String subject, String preview, List<Part> parts, String footnote) {

  private static final int LONGEST_SUBJECT = 200;

  public Letter {
    subject = Header.line(subject, LONGEST_SUBJECT);
    parts = List.copyOf(parts);
  }

  public static Letter of(String house, String subject) {
    return new Letter(house, subject, "", List.of(), "");
  }

  /// A piece of a letter.
  public sealed interface Part {

    /// What it is about; the first part of most letters.
    record Title(String text) implements Part {}

    record Paragraph(String text) implements Part {}

    /// What somebody wrote themselves, with its lines.
    record Words(String text) implements Part {}

    record Facts(List<Fact> facts) implements Part {
      public Facts {
        facts = List.copyOf(facts);
      }
    }

    /// @param more how many are not listed
    record Things(List<Thing> things, int more) implements Part {
      public Things {
        things = List.copyOf(things);
      }
    }

    /// What the reader is to do.
    ///
    /// @param address http or https
    record Button(String label, String address) implements Part {
      public Button {
        String scheme = String.valueOf(URI.create(address).getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
          throw new IllegalArgumentException("A letter leads to web pages only");
        }
      }
    }

    /// What matters less.
    record Aside(String text) implements Part {}
  }

  public record Fact(String name, String value) {}

  /// @param detail such as its size; may be empty
  public record Thing(String name, String detail) {}

  public Letter preview(String text) {
    return new Letter(house, subject, text, parts, footnote);
  }

  public Letter title(String text) {
    return with(new Part.Title(text));
  }

  public Letter paragraph(String text) {
    return with(new Part.Paragraph(text));
  }

  /// Nothing when the text is blank.
  public Letter words(String text) {
    return text.isBlank() ? this : with(new Part.Words(text.strip()));
  }

  public Letter facts(List<Fact> facts) {
    return facts.isEmpty() ? this : with(new Part.Facts(facts));
  }

  /// The first `most` of some things, and how many there are besides.
  public Letter things(List<Thing> all, int most) {
    return all.isEmpty()
        ? this
        : with(
            new Part.Things(
                all.subList(0, Math.min(most, all.size())), Math.max(0, all.size() - most)));
  }

  public Letter button(String label, String address) {
    return with(new Part.Button(label, address));
  }

  public Letter aside(String text) {
    return with(new Part.Aside(text));
  }

  public Letter footnote(String text) {
    return new Letter(house, subject, preview, parts, text);
  }

  private Letter with(Part part) {
    List<Part> longer = new ArrayList<>(parts);
    longer.add(part);
    return new Letter(house, subject, preview, longer, footnote);
  }

  /// The same as plain text, complete.
  public String text() {
    return LetterText.of(this);
  }

  /// The same as a page.
  public String html() {
    return LetterPage.of(this);
  }

  /// The letter in its envelope.
  public Message to(Address from, Address reader) {
    return Message.of(from, reader, subject, text()).withHtml(html());
  }
}
