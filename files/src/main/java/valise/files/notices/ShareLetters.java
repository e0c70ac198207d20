package valise.files.notices;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// What mails about shares say.
final class ShareLetters {

  private static final int MOST = 20;

  private ShareLetters() {}

  /// A share as its reader is told of it.
  ///
  /// @param house the account's company
  /// @param sender who sends or asks
  /// @param subject as the sender wrote it
  /// @param words as the sender wrote them, or empty
  /// @param things what is sent; empty for a request, and when the reader must first prove who they
  ///   are
  /// @param until the last moment; empty for never
  /// @param limit how often each thing may be downloaded
  /// @param viewOnly whether it can be looked at only
  /// @param login whether the reader signs in
  /// @param activation where they choose a password first
  record Matter(
      String house,
      String sender,
      String subject,
      String words,
      List<Letter.Thing> things,
      Optional<String> until,
      Optional<Integer> limit,
      boolean viewOnly,
      boolean login,
      Optional<String> activation,
      String link) {

    Matter {
      things = List.copyOf(things);
    }
  }

  static Letter sent(Matter matter) {
    return offer(matter)
        .title(matter.sender() + " sent you " + (matter.things().size() == 1 ? "a file" : "files"))
        .with(matter, "Open the files", "sent you files");
  }

  static Letter requested(Matter matter) {
    return offer(matter)
        .title(matter.sender() + " asks you for files")
        .with(matter, "Upload files", "asked you for files");
  }

  static Letter reminder(Matter matter) {
    return new Offer(
            Letter.of(matter.house(), "Reminder: " + matter.subject())
                .preview(matter.sender() + " is still waiting for your files."))
        .title(matter.sender() + " is still waiting for your files")
        .with(matter, "Upload files", "asked you for files");
  }

  private static Offer offer(Matter matter) {
    String preview =
        matter.words().isBlank() ? "From " + matter.sender() : matter.words().replace('\n', ' ');
    return new Offer(
        Letter.of(matter.house(), matter.subject())
            .preview(preview.length() > 120 ? preview.substring(0, 120) : preview));
  }

  /// The frame that all letters to recipients have.
  private record Offer(Letter letter) {

    Offer title(String text) {
      return new Offer(letter.title(text));
    }

    /// @param did what the sender did
    Letter with(Matter matter, String action, String did) {
      Letter full = letter.words(matter.words()).things(matter.things(), MOST).facts(terms(matter));
      if (matter.activation().isPresent()) {
        full =
            full.paragraph(
                    "You need to sign in, and have no password yet. Choose one first; the link for"
                        + " that is good for seven days and works once.")
                .button("Choose a password", matter.activation().get());
      } else if (matter.login()) {
        full = full.paragraph("You will be asked to sign in with your address.");
      }
      return full.button(action, matter.link())
          .aside(
              "The link is meant for you, so please do not pass it on. Answer this mail to reach "
                  + matter.sender()
                  + ".")
          .footnote(
              "You get this because %s of %s %s.".formatted(matter.sender(), matter.house(), did));
    }
  }

  private static List<Letter.Fact> terms(Matter matter) {
    List<Letter.Fact> facts = new ArrayList<>();
    matter.until().ifPresent(until -> facts.add(new Letter.Fact("Until", until)));
    matter
        .limit()
        .ifPresent(limit ->
            facts.add(
                new Letter.Fact("Downloads", limit == 1 ? "once" : "at most " + limit + " times")));
    if (matter.viewOnly()) {
      facts.add(new Letter.Fact("To be", "looked at, not downloaded"));
    }
    return facts;
  }

  /// What the sender gets of what they sent.
  ///
  /// @param recipients names or addresses
  static Letter copy(Matter matter, List<String> recipients, boolean request) {
    List<Letter.Fact> facts = new ArrayList<>();
    facts.add(new Letter.Fact("To", String.join(", ", recipients)));
    facts.addAll(terms(matter));
    return Letter.of(matter.house(), "Copy: " + matter.subject())
        .preview("What you wrote to " + Wording.names(recipients))
        .title(
            request
                ? "You asked " + Wording.names(recipients) + " for files"
                : "You sent files to " + Wording.names(recipients))
        .words(matter.words())
        .things(matter.things(), MOST)
        .facts(facts)
        .button(request ? "Open the request" : "Open the files", matter.link())
        .footnote("You get this because you asked for a copy of what you sent.");
  }

  /// Somebody who is to sign in chooses a password.
  static Letter activation(String house, String sender, String activation, String link) {
    return Letter.of(house, sender + " shares files with you")
        .preview("Choose a password, and you can sign in.")
        .title(sender + " shares files with you")
        .paragraph(
            "You need to sign in, and have no password yet. Choose one within seven days; the link"
                + " works once.")
        .button("Choose a password", activation)
        .paragraph("Afterwards you find what is shared here:")
        .button("Open it", link)
        .footnote("You get this because " + sender + " of " + house + " added your address.");
  }

  /// Somebody received every byte.
  ///
  /// @param who empty when nobody knows
  static Letter downloaded(
      String house, Optional<String> who, String title, List<Letter.Thing> things, String at) {
    String name = who.orElse("Somebody with the link");
    String what =
        things.size() == 1 ? things.getFirst().name() : Wording.count(things.size(), "item");
    return Letter.of(house, name + " downloaded " + what)
        .preview(at)
        .title(name + " downloaded " + what)
        .paragraph("All of it was delivered.")
        .things(things, MOST)
        .facts(List.of(new Letter.Fact("When", at), new Letter.Fact("Share", title)))
        .footnote("You get this because you asked to be told of downloads of this share.");
  }

  /// Files arrived through a request.
  static Letter uploaded(
      String house, Optional<String> who, String folder, List<Letter.Thing> things, String at) {
    String name = who.orElse("Somebody with the link");
    String what =
        things.size() == 1 ? things.getFirst().name() : Wording.count(things.size(), "file");
    return Letter.of(house, name + " uploaded " + what)
        .preview("To " + folder)
        .title(name + " uploaded " + what)
        .things(things, MOST)
        .facts(List.of(new Letter.Fact("Folder", folder), new Letter.Fact("When", at)))
        .footnote("You get this because you asked for these files.");
  }

  /// A share ends soon, and something did not happen yet.
  ///
  /// @param idle those who did nothing yet; empty when nobody was named
  static Letter ending(
      String house, String title, boolean request, List<String> idle, String day, String at) {
    String missing =
        request
            ? (idle.isEmpty() ? "Nobody has" : Wording.names(idle) + have(idle)) + " sent anything"
            : (idle.isEmpty() ? "Nobody has" : Wording.names(idle) + have(idle)) + " fetched it";
    return Letter.of(house, "\"" + title + "\" ends on " + day)
        .preview(missing + " yet.")
        .title("\"" + title + "\" ends soon")
        .paragraph(
            missing
                + (idle.isEmpty() ? " yet." : ".")
                + " After "
                + at
                + " the link does not work any more, unless you give it more time.")
        .facts(
            Wording.namesAll(idle)
                ? List.of()
                : List.of(new Letter.Fact("Waiting for", String.join(", ", idle))))
        .footnote("You get this once, because the share is yours.");
  }

  private static String have(List<String> people) {
    return people.size() == 1 ? " has not yet" : " have not yet";
  }
}
