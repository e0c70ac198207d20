package valise.files.oauth;

import java.util.Optional;
import java.util.regex.Pattern;
import valise.platform.secrets.Tokens;

/// The `client_id` of an app. Most are made here; an operator may also register the id and secret
/// that a program was shipped with [rclone] [ps].
public record AppId(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  public AppId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not an app id");
    }
  }

  static AppId mint() {
    return new AppId(Tokens.random128().reveal());
  }

  public static Optional<AppId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AppId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
