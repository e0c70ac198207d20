package valise.hub.tenants;

import java.util.Arrays;
import java.util.Optional;
import valise.hub.ids.Caller;

/// What a user may do beyond their own things, by the vendor's keys [docs].
public enum Role {
  ORG_ADMIN("org-admin", "Organization administrator", Caller.Span.ORGANIZATION),
  ORG("org", "Organization user", Caller.Span.ORGANIZATION),
  ADMIN("admin", "Account administrator", Caller.Span.ACCOUNT);

  private final String key;
  private final String title;
  private final Caller.Span span;

  Role(String key, String title, Caller.Span span) {
    this.key = key;
    this.title = title;
    this.span = span;
  }

  public static Optional<Role> of(String key) {
    return Arrays.stream(values()).filter(role -> role.key.equalsIgnoreCase(key)).findFirst();
  }

  public String key() {
    return key;
  }

  String title() {
    return title;
  }

  Caller.Span span() {
    return span;
  }
}
