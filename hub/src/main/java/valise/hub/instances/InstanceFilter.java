package valise.hub.instances;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valise.hub.ids.AccountId;
import valise.hub.ids.ElementId;

/// Which instances of those that a caller sees are wanted.
///
/// @param tags any of these; none: whatever their tags
/// @param text a part of the name or of the element's key, in any case
record InstanceFilter(
    Optional<ElementId> element,
    Optional<AccountId> account,
    List<String> tags,
    Optional<String> text) {

  static final InstanceFilter ALL =
      new InstanceFilter(Optional.empty(), Optional.empty(), List.of(), Optional.empty());

  /// @param tags one client sends all in one value, comma-separated [docs]
  static InstanceFilter of(@Nullable List<String> tags, @Nullable String text) {
    return new InstanceFilter(
        Optional.empty(),
        Optional.empty(),
        tags == null
            ? List.of()
            : tags.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList(),
        Optional.ofNullable(text).map(String::strip).filter(it -> !it.isEmpty()));
  }

  InstanceFilter of(ElementId wanted) {
    return new InstanceFilter(Optional.of(wanted), account, tags, text);
  }

  InstanceFilter in(AccountId wanted) {
    return new InstanceFilter(element, Optional.of(wanted), tags, text);
  }
}
