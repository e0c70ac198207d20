package valise.hub.notices;

import valise.platform.mail.Address;

/// Whom the hub's mail is from; the name stands on top of it.
public record Sender(Address address) {

  /// Whose letters they are.
  public String house() {
    return address.name().isEmpty() ? "valise" : address.name();
  }
}
