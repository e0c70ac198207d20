package valise.hub.ids;

/// A connector to one provider; numbers of the vendor's own where the vendor published them.
public record ElementId(long value) {

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
