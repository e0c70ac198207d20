package valise.files.openings;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import valise.files.items.Item;
import valise.files.shares.Opening;
import valise.files.thumbnails.Thumbnails;

/// One thing that is sent, as its page shows it.
///
/// @param detail how large it is or how much is in it
/// @param label the kind of file in a few letters; empty for folders
/// @param spent whether the visitor had it as often as allowed
/// @param left how often they may still have it; empty text when that is not limited
record Exhibit(
    String id,
    String name,
    String detail,
    String label,
    boolean folder,
    boolean picture,
    boolean viewable,
    boolean spent,
    String left) {

  private static final Set<String> TEXTS =
      Set.of(
          "txt",
          "md",
          "csv",
          "tsv",
          "log",
          "json",
          "xml",
          "yaml",
          "yml",
          "ini",
          "properties",
          "html",
          "htm",
          "css",
          "js",
          "ts",
          "java",
          "py",
          "c",
          "h",
          "cpp",
          "cs",
          "go",
          "rs",
          "rb",
          "php",
          "sh",
          "sql",
          "tex",
          "rtf",
          "srt",
          "vtt",
          "svg");

  private static final int LONGEST_LABEL = 4;

  static Exhibit of(Opening.Open open, Opening.Entry entry) {
    Item item = entry.item();
    boolean picture = item.isFile() && Thumbnails.expectedOf(item.fileName());
    boolean text =
        item.isFile()
            && isText(item)
            && !open.share().policy().viewOnly()
            && !open.share().policy().limited();
    OptionalLong remaining = entry.remaining();
    return new Exhibit(
        item.id().value(),
        item.name(),
        item.isFolder()
            ? Words.count(item.fileCount(), "file") + ", " + Words.size(item.size())
            : Words.size(item.size()),
        item.isFolder() ? "" : label(item.fileName()),
        item.isFolder(),
        picture,
        picture || text,
        remaining.isPresent() && remaining.getAsLong() <= 0,
        remaining.isPresent() && remaining.getAsLong() > 0
            ? Words.count(remaining.getAsLong(), "download") + " left"
            : "");
  }

  static boolean isText(Item item) {
    return TEXTS.contains(ending(item.fileName()));
  }

  private static String label(String fileName) {
    String ending = ending(fileName);
    return ending.matches("[a-z0-9]{1," + LONGEST_LABEL + "}")
        ? ending.toUpperCase(Locale.ROOT)
        : "FILE";
  }

  private static String ending(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
