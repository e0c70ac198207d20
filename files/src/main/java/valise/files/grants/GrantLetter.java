package valise.files.grants;

import java.util.ArrayList;
import java.util.List;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.platform.mail.Letter;
import valise.platform.mail.Wording;

/// What a mail about a folder says that somebody was given.
public final class GrantLetter {

  private GrantLetter() {}

  /// @param who gave it
  /// @param message what they add, or empty
  /// @param server where the reader finds it
  public static Letter of(
      String house,
      String who,
      String reader,
      String folder,
      Rights rights,
      String message,
      String server) {
    return Letter.of(house, who + " has given you access to " + folder)
        .preview("You can " + allowed(rights) + ".")
        .title(folder)
        .paragraph("Hello " + reader + ",")
        .paragraph(
            who
                + " has given you access to the folder \""
                + folder
                + "\". There you can "
                + allowed(rights)
                + ".")
        .words(message)
        .paragraph("You find it among your shared folders at " + server + ".")
        .footnote("You get this because " + who + " wanted you to know.");
  }

  private static String allowed(Rights rights) {
    List<String> words = new ArrayList<>();
    if (rights.has(Right.VIEW) || rights.has(Right.DOWNLOAD)) {
      words.add("view");
    }
    if (rights.has(Right.DOWNLOAD)) {
      words.add("download");
    }
    if (rights.has(Right.UPLOAD)) {
      words.add("upload");
    }
    if (rights.has(Right.DELETE)) {
      words.add("delete");
    }
    if (rights.has(Right.MANAGE)) {
      words.add("manage access");
    }
    return Wording.list(words);
  }
}
