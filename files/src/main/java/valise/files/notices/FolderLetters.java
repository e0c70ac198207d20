package valise.files.notices;

import java.util.List;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// What mails about folders say.
final class FolderLetters {

  private static final int MOST = 20;

  private FolderLetters() {}

  /// What one person did.
  ///
  /// @param uploads whether they uploaded, else they downloaded
  record Doing(String who, boolean uploads, List<Letter.Thing> things) {

    Doing {
      things = List.copyOf(things);
    }

    String sentence() {
      return deed()
          + " "
          + (things.size() == 1 ? things.getFirst().name() : Wording.count(things.size(), "item"));
    }

    String deed() {
      return who + (uploads ? " uploaded" : " downloaded");
    }
  }

  /// @param doings never empty
  static Letter news(String house, String folder, List<Doing> doings, String server) {
    String subject =
        doings.size() == 1
            ? doings.getFirst().sentence()
                + (doings.getFirst().uploads() ? " to " : " from ")
                + folder
            : "News from " + folder;
    Letter letter = Letter.of(house, subject).preview(summary(doings)).title(folder);
    for (Doing doing : doings) {
      letter = letter.paragraph(doing.deed()).things(doing.things(), MOST);
    }
    return letter
        .aside("You find it among your folders at " + server + ".")
        .footnote(
            "You get this because notices are on for you, or a group of yours, in the access list of"
                + " this folder. Whoever manages its access can switch them off.");
  }

  private static String summary(List<Doing> doings) {
    return String.join("; ", doings.stream().limit(3).map(Doing::sentence).toList());
  }
}
