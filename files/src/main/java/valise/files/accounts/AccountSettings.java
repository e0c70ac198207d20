package valise.files.accounts;

import java.util.EnumMap;
import java.util.Map;

/// What is in force for one account: what it has set, else the defaults.
public final class AccountSettings {

  /// Of an account that has set nothing.
  public static final AccountSettings DEFAULTS = new AccountSettings(Map.of());

  private final Map<AccountSetting, String> set = new EnumMap<>(AccountSetting.class);

  AccountSettings(Map<String, String> byName) {
    byName.forEach(
        (name, value) -> AccountSetting.named(name).ifPresent(setting -> set.put(setting, value)));
  }

  public boolean flag(AccountSetting setting) {
    if (!(setting.kind() instanceof AccountSetting.Kind.Flag(boolean otherwise))) {
      throw new IllegalArgumentException(setting + " is no flag");
    }
    String value = set.get(setting);
    return value == null ? otherwise : Boolean.parseBoolean(value);
  }

  public long number(AccountSetting setting) {
    if (!(setting.kind()
        instanceof AccountSetting.Kind.Number(long otherwise, long min, long max))) {
      throw new IllegalArgumentException(setting + " is no number");
    }
    String value = set.get(setting);
    return value == null ? otherwise : Math.clamp(Long.parseLong(value), min, max);
  }

  public String text(AccountSetting setting) {
    if (!(setting.kind() instanceof AccountSetting.Kind.Line(String otherwise, int max))) {
      throw new IllegalArgumentException(setting + " is no text");
    }
    return set.getOrDefault(setting, otherwise);
  }

  /// The value as the wire has it: a Boolean, a Long or a String.
  Object value(AccountSetting setting) {
    return switch (setting.kind()) {
      case AccountSetting.Kind.Flag flag -> flag(setting);
      case AccountSetting.Kind.Number number -> number(setting);
      case AccountSetting.Kind.Line line -> text(setting);
    };
  }
}
