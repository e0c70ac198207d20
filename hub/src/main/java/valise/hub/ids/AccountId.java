package valise.hub.ids;

/// A part of an organization: its users see only their own part.
public record AccountId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
