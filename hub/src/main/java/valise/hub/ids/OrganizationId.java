package valise.hub.ids;

/// A company that uses the hub.
public record OrganizationId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
