package valise.files.users;

import java.util.Map;

/// A user with all that the wire may show of them.
public record UserView(User user, Map<String, String> preferences, FailureStore.Failures failures) {

  public UserView {
    preferences = Map.copyOf(preferences);
  }

  String preference(UserPreference which) {
    return preferences.getOrDefault(which.wireName(), which.otherwise());
  }
}
