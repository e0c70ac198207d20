package valise.hub.elements;

import java.util.List;
import java.util.Optional;

/// A configuration item of an element on the wire [docs].
record ConfigurationItemJson(
    long id,
    String name,
    String key,
    String description,
    Optional<String> defaultValue,
    boolean resellerConfig,
    boolean companyConfig,
    boolean active,
    boolean internal,
    boolean groupControl,
    Optional<String> groupName,
    int displayOrder,
    String type,
    boolean hideFromConsole,
    boolean required,
    Optional<List<ConfigurationItem.Option>> options) {

  static ConfigurationItemJson of(ConfigurationItem item) {
    return new ConfigurationItemJson(
        item.id(),
        item.name(),
        item.key(),
        item.description(),
        item.defaultValue(),
        false,
        false,
        item.active(),
        item.internal(),
        false,
        item.groupName(),
        item.displayOrder(),
        item.type().name(),
        item.hideFromConsole(),
        item.required(),
        Optional.of(item.options()).filter(options -> !options.isEmpty()));
  }
}
