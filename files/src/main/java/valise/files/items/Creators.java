package valise.files.items;

import java.util.Map;
import java.util.Set;
import valise.files.ids.UserId;

/// The names of people, as items show them. Implemented where people are; items only know ids.
public interface Creators {

  /// The names of those that exist, one round trip.
  Map<UserId, PersonName> names(Set<UserId> users);

  /// A person's name.
  record PersonName(String first, String last) {

    public static final PersonName UNKNOWN = new PersonName("", "");

    /// "J. Doe", as the vendor writes it.
    public String brief() {
      if (first.isEmpty()) {
        return last;
      }
      return Character.toString(first.codePointAt(0)) + ". " + last;
    }
  }
}
