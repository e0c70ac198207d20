package valise.hub.instances;

import valise.platform.Refusal;

/// What must be so of an instance's configuration beyond what its element says. Asked before an
/// instance is made or changed, and before the provider is.
public interface ConfigurationRule {

  /// @throws Refusal that says what is wrong and how to put it right
  void check(Draft draft);
}
