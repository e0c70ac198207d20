package valise.files.users;

/// A password as it is kept; [#NONE] lets nobody in.
public record PasswordHash(String text) {

  public static final PasswordHash NONE = new PasswordHash("");

  public boolean isNone() {
    return text.isEmpty();
  }

  @Override
  public String toString() {
    return isNone() ? "none" : "[REDACTED]";
  }
}
