package valise.files.downloads;

import java.util.List;
import valise.files.ids.ItemId;

/// Terms under which a feature hands out links that are not just their user's own, as a share does.
/// Declared here, implemented where the terms are known; the link keeps them as text that only
/// their author reads, and asks each time it is used.
public interface LinkTerms {

  /// What a link fetches.
  enum Purpose {
    /// The bytes themselves, or an archive of them.
    CONTENT,
    /// A picture made of them.
    PICTURE
  }

  /// Lets one request pass, whatever it turns out to want.
  ///
  /// @param items what the link was handed out for
  /// @throws valise.platform.Refusal of kind `NO_SUCH_THING` or `NOT_ALLOWED` when the terms do not
  ///   hold any more; the link then answers like one that never was
  Passage pass(String terms, List<ItemId> items, Purpose purpose, Fetcher fetcher);
}
