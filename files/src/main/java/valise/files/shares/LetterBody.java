package valise.files.shares;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import valise.platform.json.Field;

/// The bodies of `Send`, `Request` and `Resend` (sharefile-v3 section 7.3): lists of texts, not of
/// objects.
record LetterBody(
    Field<List<String>> items,
    Field<String> folderId,
    Field<String> folderPath,
    Field<String> shareId,
    Field<List<String>> emails,
    Field<List<String>> recipients,
    Field<String> subject,
    Field<String> body,
    Field<Boolean> ccSender,
    Field<Boolean> notifyOnDownload,
    Field<Boolean> notifyOnUpload,
    Field<Boolean> notifyOnUse,
    Field<Boolean> requireLogin,
    Field<Boolean> requireUserInfo,
    Field<Boolean> sendAnon,
    Field<Integer> expirationDays,
    Field<Integer> maxDownloads,
    Field<Boolean> isViewOnly,
    Field<ShareBody.AccessRightBody> shareAccessRight,
    Field<Boolean> usesStreamIDs) {

  private static final int MOST = 1_000;

  List<String> requiredItems() {
    return required("Items", items);
  }

  /// Addresses.
  List<ShareBody.Someone> requiredEmails() {
    return required("Emails", emails).stream().map(LetterBody::address).toList();
  }

  /// Addresses, and ids of users and groups.
  List<ShareBody.Someone> requiredRecipients() {
    return required("Recipients", recipients).stream()
        .map(text ->
            text.contains("@")
                ? address(text)
                : new ShareBody.Someone(Optional.of(text.strip()), Optional.empty()))
        .toList();
  }

  private static ShareBody.Someone address(String text) {
    return new ShareBody.Someone(Optional.empty(), Optional.of(text));
  }

  private static List<String> required(String name, Field<List<String>> field) {
    List<String> texts =
        field.orElse(List.of()).stream()
            .filter(Objects::nonNull)
            .filter(text -> !text.isBlank())
            .distinct()
            .toList();
    if (texts.isEmpty()) {
      throw ShareRefusals.missing(name);
    }
    return ShareBody.few(name, texts, MOST);
  }

  Invitations.Letter letter() {
    return letter("");
  }

  /// @param otherwise the subject when none is given; empty when one must be
  Invitations.Letter letter(String otherwise) {
    return new Invitations.Letter(
        subject.value().filter(text -> !text.isBlank()).orElse(otherwise),
        body.orElse(""),
        ccSender.orElse(false));
  }

  boolean viewOnly() {
    return ShareBody.viewOnly(
            isViewOnly.value(),
            shareAccessRight.value().flatMap(ShareBody.AccessRightBody::type),
            false)
        .orElse(false);
  }
}
