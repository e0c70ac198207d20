package valise.files.grants;

import java.util.List;
import java.util.Optional;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// What clients send about a line: an `AccessControl`, and the parameters that .NET passes in the
/// body of the same request [net-sdk].
record AccessControlBody(
    Field<PrincipalBody> principal,
    Field<Reference> item,
    Field<Boolean> canView,
    Field<Boolean> canDownload,
    Field<Boolean> canUpload,
    Field<Boolean> canDelete,
    Field<Boolean> canManagePermissions,
    Field<Boolean> notifyOnUpload,
    Field<Boolean> notifyOnDownload,
    Field<String> message,
    Field<Boolean> recursive,
    Field<Boolean> sendDefaultNotification) {

  /// An entity by id or by its address.
  record Reference(Field<String> id, Field<String> url) {
    Optional<String> text() {
      return id.value().filter(it -> !it.isBlank()).or(() -> url.value().map(Reference::idOf));
    }

    static String idOf(String url) {
      return url.substring(url.indexOf('(') + 1).replaceFirst("\\).*", "");
    }
  }

  /// A user or a group by id, by address or by e-mail address.
  record PrincipalBody(
      Field<String> id,
      Field<String> url,
      Field<String> email,
      Field<String> firstName,
      Field<String> lastName) {

    Wish.Someone who() {
      Optional<String> named = new Reference(id, url).text();
      boolean address = named.filter(text -> text.contains("@")).isPresent();
      return new Wish.Someone(
          address ? Optional.empty() : named,
          address ? named : email.value().filter(it -> !it.isBlank()),
          firstName.orElse(""),
          lastName.orElse(""));
    }
  }

  Wish.Someone who() {
    return principal
        .value()
        .map(PrincipalBody::who)
        .filter(who -> who.id().isPresent() || who.email().isPresent())
        .orElseThrow(() ->
            Refusal.malformed(
                "PARAMETER_MISSING", "The body must give Principal.Id, .Email or .url."));
  }

  String folder() {
    return item.value()
        .flatMap(Reference::text)
        .orElseThrow(() -> Refusal.malformed("PARAMETER_MISSING", "Each entry must give Item.Id."));
  }

  Wish wish(Wish.Someone who, boolean recursively, boolean notify, String text) {
    return new Wish(
        who,
        new Wish.Flags(
            canView,
            canDownload,
            canUpload,
            canDelete,
            canManagePermissions,
            notifyOnUpload,
            notifyOnDownload),
        recursively,
        notify,
        text);
  }

  /// `AccessControlsBulkParams`: what an entry does not say it takes from the top [net-sdk].
  record Bulk(
      Field<Boolean> notifyUser,
      Field<String> notifyMessage,
      Field<List<Param>> accessControlParams) {

    private static final int MOST = 1_000;

    List<Param> params() {
      List<Param> params =
          accessControlParams
              .value()
              .orElseThrow(() ->
                  Refusal.malformed(
                      "PARAMETER_MISSING", "The body must give AccessControlParams."));
      if (params.size() > MOST) {
        throw Refusal.tooLarge("TOO_MANY_LISTS", "At most " + MOST + " lines at once.");
      }
      if (params.contains(null)) {
        throw Refusal.malformed("BAD_BODY", "AccessControlParams must be a list of objects.");
      }
      return params;
    }

    Wish wish(Param param, Wish.Someone who) {
      return param
          .control()
          .wish(
              who,
              param.recursive().orElse(false),
              param.notifyUser().orElse(notifyUser.orElse(false)),
              param.notifyMessage().orElse(notifyMessage.orElse("")));
    }
  }

  /// `AccessControlParam`.
  record Param(
      Field<AccessControlBody> accessControl,
      Field<Boolean> notifyUser,
      Field<String> notifyMessage,
      Field<Boolean> recursive) {

    AccessControlBody control() {
      return accessControl
          .value()
          .orElseThrow(
              () -> Refusal.malformed("PARAMETER_MISSING", "Each entry must give AccessControl."));
    }
  }

  /// `AccessControlsCloneParams`.
  record Clone(
      Field<String> folderId,
      Field<String> principalId,
      Field<List<String>> clonePrincipalIds,
      Field<Boolean> notifyUser,
      Field<String> notifyMessage) {}

  /// `NotifyUsersParams`.
  record Notify(Field<List<String>> userIds, Field<String> customMessage) {}

  /// Of a new user; other members are ignored [docs].
  record NewClient(
      Field<String> email,
      Field<String> firstName,
      Field<String> lastName,
      Field<String> company,
      Field<String> password) {}
}
