package valise.files.grants;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.ids.ItemId;
import valise.files.ids.PrincipalId;
import valise.platform.json.Field;

/// One line of a list as a caller wants it. Rights and notices that are not given keep what they
/// are, and are off in a new line.
///
/// @param recursive the same line in every list below
/// @param tell tell them by mail
/// @param message what the mail says besides, or empty
record Wish(Someone who, Flags flags, boolean recursive, boolean tell, String message) {

  /// Whom a caller means: by id, else by address.
  ///
  /// @param firstName of a user who is to be made, as is `lastName`
  record Someone(Optional<String> id, Optional<String> email, String firstName, String lastName) {

    static Someone withId(String id) {
      return new Someone(Optional.of(id), Optional.empty(), "", "");
    }
  }

  /// The members of a line.
  record Flags(
      Field<Boolean> view,
      Field<Boolean> download,
      Field<Boolean> upload,
      Field<Boolean> delete,
      Field<Boolean> manage,
      Field<Boolean> notifyUpload,
      Field<Boolean> notifyDownload) {

    /// The line after the change. What is asked for and cannot be together is settled by [Rights].
    Entry on(ItemId folder, PrincipalId principal, Optional<Entry> before) {
      Rights rights = before.map(Entry::rights).orElse(Rights.NONE);
      List<Right> wanted = new ArrayList<>();
      add(wanted, Right.VIEW, view, rights);
      add(wanted, Right.DOWNLOAD, download, rights);
      add(wanted, Right.UPLOAD, upload, rights);
      add(wanted, Right.DELETE, delete, rights);
      add(wanted, Right.MANAGE, manage, rights);
      return new Entry(
          folder,
          principal,
          Rights.of(wanted.toArray(Right[]::new)),
          flag(notifyUpload, before.filter(Entry::notifyUpload).isPresent()),
          flag(notifyDownload, before.filter(Entry::notifyDownload).isPresent()),
          before.filter(Entry::owner).isPresent());
    }

    private static void add(List<Right> wanted, Right right, Field<Boolean> field, Rights before) {
      if (flag(field, before.has(right))) {
        wanted.add(right);
      }
    }

    private static boolean flag(Field<Boolean> field, boolean before) {
      return field.isGiven() ? field.orElse(false) : before;
    }
  }
}
