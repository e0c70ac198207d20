package valise.hub.notices;

import java.util.List;
import valise.platform.mail.Letter;

/// Something that somebody must know of.
///
/// @param title one line
/// @param facts what is known
/// @param next what the reader can do
public record Notice(String title, List<Letter.Fact> facts, String next) {

  public Notice {
    facts = List.copyOf(facts);
  }
}
