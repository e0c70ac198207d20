package valise.hub.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something that can be asked of an element, and the calls that do it.
///
/// ```yaml
/// contents:
///   let: { limit: "$min([page.size, 1000])" }      # named once, in order, before the first call
///   steps: [ ... ]                                 # see Step
///   result: answer.body.value                      # what comes out
///   next: answer.body.cursor                       # for lists: where to go on, if there is more
///   total: answer.body.count                       # for lists: how many there are, if it is said
/// ```
///
/// An operation of one call may write it in place of `steps`, as `step`. Expressions see the
/// operation's arguments, what was named by `let`, `config` (the instance's configuration), and the
/// answers of the steps before by their names.
///
/// @param partBytes how much of a file a step with `sends: part` sends at most
public record Operation(
    String name,
    Map<String, Expression> lets,
    List<Step> steps,
    Optional<Expression> result,
    Optional<Expression> next,
    Optional<Expression> total,
    int partBytes) {

  private static final int DEFAULT_PART = 64 << 20;

  public Operation {
    steps = List.copyOf(steps);
  }

  /// Reads the operation that stands under `name`.
  public static Operation read(Section operations, String name) {
    Section section =
        operations
            .requiredPart(name)
            .only("let", "step", "steps", "result", "next", "total", "partBytes");
    List<Step> steps = new ArrayList<>();
    section.part("step").map(Step::read).ifPresent(steps::add);
    section.parts("steps").stream().map(Step::read).forEach(steps::add);
    if (section.has("step") && section.has("steps")) {
      throw section.bad("steps", "cannot stand beside step");
    }
    return new Operation(
        name,
        section.expressions("let"),
        steps,
        section.expression("result"),
        section.expression("next"),
        section.expression("total"),
        section.number("partBytes", DEFAULT_PART));
  }
}
