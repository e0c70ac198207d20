package valise.files.items;

import java.util.Collection;

/// What is known about pictures of files, as items show it. Implemented where pictures are made.
@FunctionalInterface
public interface Previews {

  /// Prepares to tell about these items. Nothing is looked up before somebody asks, and then for
  /// all of them at once.
  Told about(Collection<Item> items);

  /// What is told.
  @FunctionalInterface
  interface Told {

    /// The vendor's `PreviewStatus`: a list of flags, `None` when there is nothing to tell.
    String statusOf(Item item);
  }
}
