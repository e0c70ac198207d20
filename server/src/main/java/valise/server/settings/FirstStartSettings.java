package valise.server.settings;

import valise.platform.config.Setting;
import valise.platform.config.Settings;
import valise.platform.secrets.Secret;

/// What the first start makes; later starts do not look at it.
///
/// @param password of the first administrator; empty means one is made up
public record FirstStartSettings(
    String email, Secret<String> password, String subdomain, String company) {

  public static final Setting<String> EMAIL =
      Setting.text("first.email", "admin@localhost", "The first administrator's e-mail address.");
  public static final Setting<Secret<String>> PASSWORD =
      Setting.secret(
          "first.password", "The first administrator's password; empty means one is made up.");
  public static final Setting<String> SUBDOMAIN =
      Setting.text("first.subdomain", "valise", "The subdomain of the first account.");
  public static final Setting<String> COMPANY =
      Setting.text("first.company", "valise", "The company name of the first account.");

  public static FirstStartSettings from(Settings settings) {
    return new FirstStartSettings(
        settings.get(EMAIL),
        settings.get(PASSWORD),
        settings.get(SUBDOMAIN),
        settings.get(COMPANY));
  }
}
