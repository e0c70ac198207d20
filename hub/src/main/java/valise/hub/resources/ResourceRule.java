package valise.hub.resources;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import valise.hub.elements.BadDefinitionException;
import valise.hub.elements.DefinitionRule;
import valise.hub.elements.Element;
import valise.hub.hooks.Hooks;
import valise.hub.hooks.Ran;

/// A definition whose resources cannot be done is refused when it is given, not when it is used.
@Component
final class ResourceRule implements DefinitionRule {

  private static final int LONGEST_HOOK = 256 << 10;
  private static final int MOST_HOOKS = 200;

  private final Hooks hooks;

  ResourceRule(Hooks hooks) {
    this.hooks = hooks;
  }

  @Override
  public void check(Element element) {
    OwnElement own = new OwnElement(element);
    Map<String, Hook> all = new LinkedHashMap<>();
    own.eventHook().ifPresent(hook -> all.put(hook.source(), hook));
    for (Resource resource : own.all()) {
      resource.hooks().before().forEach(hook -> all.putIfAbsent(hook.source(), hook));
      resource.hooks().after().forEach(hook -> all.putIfAbsent(hook.source(), hook));
    }
    Hook.read(element.part("hooks"), "hooks", "the element " + element.key())
        .forEach(hook -> all.putIfAbsent(hook.source(), hook));
    if (all.size() > MOST_HOOKS) {
      throw new BadDefinitionException(
          "hooks", "there are more than " + MOST_HOOKS + " altogether");
    }
    all.values().forEach(this::check);
  }

  private void check(Hook hook) {
    if (hook.source().length() > LONGEST_HOOK) {
      throw new BadDefinitionException(
          hook.name(), "it is longer than " + LONGEST_HOOK + " characters");
    }
    if (hooks.check(hook.source()) instanceof Ran.Failed failed) {
      throw new BadDefinitionException(hook.name(), failed.text());
    }
  }
}
