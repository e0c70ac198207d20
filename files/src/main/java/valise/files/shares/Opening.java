package valise.files.shares;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.items.Item;

/// What a visitor finds behind the id of a share or of a recipient.
public sealed interface Opening {

  /// Nothing: unknown, expired, deleted, or its creator is gone or may no longer. Never told apart.
  record Unknown() implements Opening {}

  /// Whoever wants in must sign in first, as one of those it is for.
  ///
  /// @param wrongUser whether somebody is signed in, but not one of them
  record NeedsLogin(Share share, boolean wrongUser) implements Opening {}

  /// Whoever wants in must first say who they are.
  ///
  /// @param companyToo whether the company is asked for, too
  record NeedsUserInfo(Share share, boolean companyToo) implements Opening {}

  /// The content. Good for this request only: everything may have changed at the next.
  ///
  /// @param share with the policy in force
  /// @param alias the recipient it was opened as
  /// @param entries what is sent; of a request none
  /// @param folderName where requested files go; empty when it sends
  /// @param actor the creator, in whose name everything is done
  record Open(
      Share share, Alias alias, List<Entry> entries, Optional<String> folderName, Principal actor)
      implements Opening {

    public Open {
      entries = List.copyOf(entries);
    }

    /// Whether the recipient had each thing as often as they may.
    public boolean usedUp() {
      return !entries.isEmpty()
          && entries.stream().allMatch(entry -> entry.remaining().orElse(1) <= 0);
    }

    /// How often all of it can still be downloaded; empty for as often as one likes.
    public OptionalLong remaining() {
      return entries.stream()
          .flatMap(entry -> entry.remaining().stream().boxed())
          .mapToLong(Long::longValue)
          .min();
    }
  }

  /// One thing that is sent.
  ///
  /// @param thing what it is counted by
  /// @param item as it is now, without where it lies
  /// @param remaining how often the recipient may still have it; empty for as often as they like
  record Entry(String thing, Item item, OptionalLong remaining) {

    public ItemId id() {
      return item.id();
    }
  }
}
