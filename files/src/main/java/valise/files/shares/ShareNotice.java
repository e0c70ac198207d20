package valise.files.shares;

import java.util.List;
import java.util.Optional;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;
import valise.files.ids.UserId;
import valise.files.uploads.Batch;

/// Something people are to be told of. Names only ids: what is told is looked up when it is
/// written.
public sealed interface ShareNotice {

  ShareId share();

  /// Recipients are to get the link of a share; their letters are in [Alias#letter].
  ///
  /// @param occasion a first message, or one once more
  /// @param activate those who were made users for it and must first choose a password
  /// @param copyTo the sender, if they want a copy
  record Delivered(
      ShareId share,
      Occasion occasion,
      List<AliasId> to,
      List<UserId> activate,
      Optional<UserId> copyTo)
      implements ShareNotice {

    public Delivered {
      to = List.copyOf(to);
      activate = List.copyOf(activate);
    }
  }

  /// Why recipients are written to.
  enum Occasion {
    /// Items are sent.
    SENT,
    /// Files are requested.
    REQUESTED,
    /// Either, once more.
    RESENT
  }

  /// Somebody was made a user so that they can sign in to a share, and gets no other message.
  record Activation(ShareId share, AliasId alias, UserId user) implements ShareNotice {}

  /// A recipient has received every byte; told only when the creator wants to know.
  record Downloaded(ShareId share, AliasId alias, List<ItemId> items) implements ShareNotice {

    public Downloaded {
      items = List.copyOf(items);
    }
  }

  /// Files arrived through a request; told only when the creator wants to know. Files of one batch
  /// are to be told of together, after its last.
  record Uploaded(ShareId share, AliasId alias, List<ItemId> files, Batch batch)
      implements ShareNotice {

    public Uploaded {
      files = List.copyOf(files);
    }
  }
}
