package valise.files.shares;

import java.time.Duration;
import valise.platform.Refusal;

/// The ways shares say no.
final class ShareRefusals {

  private ShareRefusals() {}

  /// The one answer to a share that is unknown, expired, deleted, another account's, or not for the
  /// caller.
  static Refusal unknown() {
    return Refusal.noSuchThing("The share");
  }

  static Refusal unknownRecipient() {
    return Refusal.noSuchThing("The recipient");
  }

  static Refusal unknownItem(String reference) {
    String shown = reference.length() > 60 ? reference.substring(0, 60) + "..." : reference;
    return Refusal.noSuchThing("The item '" + shown + "'");
  }

  static Refusal limitReached() {
    return Refusal.of(
        Refusal.Kind.NOT_ALLOWED,
        "DOWNLOAD_LIMIT_REACHED",
        "This was downloaded as often as its sender allows.");
  }

  static Refusal inProgress(Duration comeBack) {
    return Refusal.unavailable(
        "DOWNLOAD_IN_PROGRESS",
        "The last download that the sender allows is under way. If it breaks off, try again.",
        comeBack);
  }

  static Refusal viewOnly() {
    return Refusal.of(
        Refusal.Kind.NOT_ALLOWED, "VIEW_ONLY", "This share may be viewed, but not downloaded.");
  }

  static Refusal userInfoRequired(String missing) {
    return Refusal.malformed(
        "USER_INFO_REQUIRED",
        "This share asks who you are: the parameter '" + missing + "' is required.");
  }

  static Refusal notARequest() {
    return Refusal.malformed("NOT_A_REQUEST", "This share does not request files.");
  }

  static Refusal notASend() {
    return Refusal.malformed("NOT_A_SEND", "This share requests files; it sends none.");
  }

  static Refusal missing(String field) {
    return Refusal.malformed("FIELD_MISSING", "'" + field + "' is required.");
  }

  static Refusal bad(String field, String expected) {
    return Refusal.malformed("BAD_FIELD", "'" + field + "' must be " + expected + ".");
  }

  static Refusal disabled(String message) {
    return Refusal.of(Refusal.Kind.NOT_ALLOWED, "FEATURE_DISABLED", message);
  }
}
