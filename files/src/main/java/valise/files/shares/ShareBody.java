package valise.files.shares;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import valise.files.odata.Dates;
import valise.files.odata.EntityRef;
import valise.platform.json.Field;

/// The body with which a share is made or changed: the vendor's `Share`, of which these members are
/// read.
record ShareBody(
    Field<String> shareType,
    Field<String> title,
    Field<List<EntityRef>> items,
    Field<List<RecipientBody>> recipients,
    Field<EntityRef> parent,
    Field<String> expirationDate,
    Field<Boolean> requireLogin,
    Field<Boolean> requireUserInfo,
    Field<Integer> maxDownloads,
    Field<Boolean> usesStreamIDs,
    Field<Boolean> isViewOnly,
    Field<AccessRightBody> shareAccessRight,
    Field<Boolean> irmProtected,
    Field<String> trackUntilDate,
    Field<Integer> sendFrequency,
    Field<Integer> sendInterval,
    Field<SettingsBody> settings,
    Field<Boolean> isRead,
    Field<Boolean> isArchived) {

  private static final int MOST_ITEMS = 1_000;
  private static final int MOST_RECIPIENTS = 500;

  /// A `ShareAlias`, of which only the user is read.
  record RecipientBody(Field<UserBody> user, Field<String> email) {

    Someone someone() {
      Optional<String> id = user.value().flatMap(UserBody::reference);
      Optional<String> address = user.value().flatMap(it -> it.email().value()).or(email::value);
      if (id.isEmpty() && address.isEmpty()) {
        throw ShareRefusals.missing("Recipients.User.Id' or '.Email");
      }
      return new Someone(id, address);
    }
  }

  record UserBody(Field<String> id, Field<String> url, Field<String> email) {

    Optional<String> reference() {
      return new EntityRef(id, url).reference();
    }
  }

  /// One a caller names.
  record Someone(Optional<String> id, Optional<String> email) {}

  /// The name of the member differs between the vendor's texts [seed] [net-sdk].
  record AccessRightBody(Field<String> accessRightType, Field<String> shareAccessRightType) {

    Optional<String> type() {
      return accessRightType.value().or(shareAccessRightType::value);
    }
  }

  record SettingsBody(Field<Boolean> notifyOnUse) {}

  /// The kind, if the body names one.
  Optional<Share.Kind> kind() {
    return shareType
        .value()
        .map(text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "send", "1" -> Share.Kind.SEND;
              case "request", "0" -> Share.Kind.REQUEST;
              default -> throw ShareRefusals.bad("ShareType", "Send or Request");
            });
  }

  /// What the items are called in the body: ids or stream ids.
  Optional<List<String>> references() {
    return items
        .value()
        .map(list ->
            list.stream()
                .map(ref ->
                    Optional.ofNullable(ref)
                        .flatMap(EntityRef::reference)
                        .orElseThrow(() -> ShareRefusals.missing("Items.Id")))
                .distinct()
                .toList())
        .map(list -> few("Items", list, MOST_ITEMS));
  }

  List<Someone> people() {
    return few(
        "Recipients",
        recipients.orElse(List.of()).stream()
            .filter(Objects::nonNull)
            .map(RecipientBody::someone)
            .toList(),
        MOST_RECIPIENTS);
  }

  static <T> List<T> few(String field, List<T> list, int most) {
    if (list.size() > most) {
      throw ShareRefusals.bad(field, "a list of at most " + most);
    }
    return list;
  }

  /// A date as a last instant; the outer is empty when the body says nothing, the inner for never.
  static Optional<Optional<Instant>> last(String name, Field<String> field, ZoneId zone) {
    return field
        .value()
        .filter(text -> !text.isBlank())
        .map(text -> LastInstant.parse(name, text, zone));
  }

  /// Until when a request reminds; empty when the body says nothing.
  Optional<Instant> trackUntil(ZoneId zone) {
    return last("TrackUntilDate", trackUntilDate, zone).map(until -> until.orElse(Dates.NEVER));
  }

  /// Whether view-only is asked for or lifted; empty when the body says nothing. Full control beats
  /// `IsViewOnly` [seed].
  Optional<Boolean> viewOnly() {
    Optional<String> right = shareAccessRight.value().flatMap(AccessRightBody::type);
    return viewOnly(isViewOnly.value(), right, irmProtected.orElse(false));
  }

  static Optional<Boolean> viewOnly(Optional<Boolean> flag, Optional<String> right, boolean irm) {
    if (irm) {
      throw ShareRefusals.disabled("Information rights management is not available here.");
    }
    return right
        .map(text ->
            switch (text.strip().toLowerCase(Locale.ROOT)) {
              case "viewonline", "0" -> true;
              case "fullcontrol", "4" -> false;
              case "viewwatermarked", "1", "downloadwatermarked", "2", "irm", "3" ->
                  throw ShareRefusals.disabled(
                      "Of access rights, this server has ViewOnline and FullControl.");
              default ->
                  throw ShareRefusals.bad(
                      "ShareAccessRight.AccessRightType", "ViewOnline or FullControl");
            })
        .or(() -> flag);
  }

  /// Whether nothing is said but what a recipient may say.
  boolean marksOnly() {
    return Stream.of(
            shareType,
            title,
            items,
            recipients,
            parent,
            expirationDate,
            requireLogin,
            requireUserInfo,
            maxDownloads,
            usesStreamIDs,
            isViewOnly,
            shareAccessRight,
            trackUntilDate,
            sendFrequency,
            sendInterval,
            settings)
        .noneMatch(Field::isGiven);
  }

  static int limit(int maxDownloads) {
    if (maxDownloads != Share.UNLIMITED && maxDownloads < 1) {
      throw ShareRefusals.bad("MaxDownloads", "at least 1, or -1 for no limit");
    }
    return maxDownloads;
  }

  /// Zero and less mean off [seed].
  static int orOff(int number) {
    return number <= 0 ? Share.UNLIMITED : number;
  }
}
